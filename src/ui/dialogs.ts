import type { FeasiblePlan } from '../actions/restart-plan.ts';
import { formatCount, formatDuration, plural } from '../model/format.ts';
import { type Instance, type ProcessSample, processKey } from '../model/snapshot.ts';
import type { Dialog } from '../store/state.ts';
import { instanceTitle } from './words.ts';

/** How long a worker may take to end after TERM: Gunicorn's default graceful_timeout. */
export const GRACE_SECONDS = 30;

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
    targetKey: processKey(target),
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
          : [`TERM gives its requests ${GRACE_SECONDS} s to end; the master starts a new worker.`];
    case 'helper':
      return ['A worker started it: nothing replaces it.'];
    default:
      return ['Nothing that fdtop knows of replaces it.'];
  }
}

export interface RestartQuestion {
  instance: Instance;
  master: ProcessSample;
  plan: FeasiblePlan;
  /** Other instances of the same unit. */
  others: readonly Instance[];
}

/** Asks before a service is restarted, and says with which command, and what that does. */
export function restartDialog({ instance, master, plan, others }: RestartQuestion, run: () => void): Dialog {
  const workers = plural(instance.workerPids.length, 'worker');
  const isRestart = plan.method === 'restart';
  const too = others
    .map(({ name, masterPid }) => `${name}${masterPid === null ? '' : ` (master ${masterPid})`}`)
    .join(', ');
  return {
    title: isRestart ? `Restart ${plan.ref.unit}?` : `Reload master ${master.pid}?`,
    lines: [
      ...(isRestart ? [`Runs: ${plan.command}`] : [`This is a reload, not a restart: ${plan.why}.`]),
      ...(isRestart && too !== '' ? [`The unit runs others, which restart too: ${too}.`] : []),
      `${instanceTitle(instance)}, ${workers}, ${formatCount(instance.fds)} fds`,
      ...(instance.upgrading ? ['An upgrade (USR2) is in progress: two masters run. Better end it first.'] : []),
      ...(isRestart
        ? ['The master and all workers end and start anew; requests in flight may be dropped.']
        : [
            `Sends HUP to ${master.pid}: new workers start, then the old ones end.`,
            'The master and its limits stay as they are.',
          ]),
    ],
    choices: [
      { label: 'Cancel', run: null },
      { label: isRestart ? 'Restart' : 'Reload (HUP)', run },
    ],
    focus: 0,
    targetKey: processKey(master),
  };
}
