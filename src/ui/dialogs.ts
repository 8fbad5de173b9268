import type { ServicePlan, Way } from '../actions/restart-plan.ts';
import { formatCount, formatDuration, plural } from '../model/format.ts';
import { type Instance, type ProcessSample, processKey } from '../model/snapshot.ts';
import type { Dialog } from '../store/state.ts';
import { instanceTitle } from './words.ts';

/** Asks before a process is ended. Cancel has the focus: a finger that slips does nothing. */
export function killDialog(
  target: ProcessSample,
  instance: Instance | null,
  kill: (signal: 'SIGTERM' | 'SIGKILL') => void,
): Dialog {
  const { pid, role, fds, severity, ageSeconds } = target;
  const isWorker = role === 'worker' || role === 'dirty-worker';
  const state = severity === 'ok' ? '' : `, ${severity}`;
  return {
    title: isWorker ? `Replace worker ${pid}?` : `Kill ${role === 'other' ? 'process' : role} ${pid}?`,
    lines: [
      instance ? instanceTitle(instance) : target.command,
      `${fds === null ? 'fds not readable' : `${formatCount(fds)} fds`}${state} · up ${formatDuration(ageSeconds)}`,
      ...killWarning(target, instance),
      ...(instance?.upgrading ? ['An upgrade (USR2) is in progress: two masters run.'] : []),
    ],
    choices: [
      { label: 'Cancel', run: null },
      { label: isWorker ? 'Gracefully (TERM)' : 'TERM', run: () => kill('SIGTERM') },
      { label: isWorker ? 'Now (KILL)' : 'KILL', run: () => kill('SIGKILL') },
    ],
    focus: 0,
    targetKeys: [processKey(target)],
  };
}

function killWarning({ role }: ProcessSample, instance: Instance | null): string[] {
  switch (role) {
    case 'master':
      return [
        `This is the master: the service will stop, and its ${plural(instance?.workerPids.length ?? 0, 'worker')} with it.`,
        'r restarts the service instead.',
      ];
    case 'worker':
    case 'dirty-worker':
      return instance?.masterPid === null
        ? ['Its master is gone: nothing will replace it.']
        : instance && !instance.gunicorn
          ? ['It is no Gunicorn: what TERM does, and whether another comes, is up to it.']
          : ['TERM lets its requests end first (graceful_timeout); the master starts a new worker.'];
    case 'helper':
      return ['A worker started it: nothing replaces it.'];
    default:
      return ['Nothing that fdtop knows of replaces it.'];
  }
}

export interface RestartQuestion {
  instance: Instance;
  master: ProcessSample;
  plan: ServicePlan;
  /** The one that the key stands for: it comes first. */
  wanted: 'restart' | 'reload';
}

/** Asks before a service is restarted or reloaded, and says with which command, and what each does. */
export function restartDialog(question: RestartQuestion, run: (way: Way) => void): Dialog {
  const { instance, master, plan, wanted } = question;
  const order = wanted === 'restart' ? (['restart', 'reload'] as const) : (['reload', 'restart'] as const);
  const options = order.map(does => [does, plan[does]] as const);
  return {
    title: `${capital(wanted)} ${instance.unit ?? `master ${master.pid}`}?`,
    lines: [
      `${instanceTitle(instance)}, ${plural(instance.workerPids.length, 'worker')}, ${formatCount(instance.fds)} fds`,
      ...options.flatMap(([does, way]) =>
        'refused' in way
          ? [`No ${does}: ${way.refused}`]
          : [`${capital(does)} runs: ${way.command}`, ...way.says.map(line => `  ${line}`)],
      ),
    ],
    choices: [
      { label: 'Cancel', run: null },
      ...options.flatMap(([does, way]) => ('refused' in way ? [] : [{ label: capital(does), run: () => run(way) }])),
    ],
    focus: 0,
    targetKeys: [processKey(master)],
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
