import type { ServicePlan, Way } from '../actions/restart-plan.ts';
import { type Instance, isWorker, type ProcessSample, processKey, serviceTitle } from '../model/snapshot.ts';
import type { Dialog } from '../store/state.ts';
import { words } from '../words/words.ts';
import { instanceTitle, isReplaced } from './words.ts';

/** Asks before a process is ended. Cancel has the focus: a finger that slips does nothing. */
export function killDialog(
  target: ProcessSample,
  instance: Instance | null,
  kill: (signal: 'SIGTERM' | 'SIGKILL') => void,
): Dialog {
  const { pid, role, fds, severity, ageSeconds, user } = target;
  const said = words().killDialog;
  return {
    title: isReplaced(target, instance) ? said.replace(pid) : said.kill(role, pid),
    lines: [
      instance ? instanceTitle(instance) : target.command,
      said.facts(fds, severity, ageSeconds, user),
      ...killWarning(target, instance),
      ...(instance?.upgrading ? [said.upgrading] : []),
    ],
    choices: [
      { label: words().dialogs.cancel, run: null },
      { label: isWorker(target) ? said.gracefully : 'TERM', run: () => kill('SIGTERM') },
      { label: isWorker(target) ? said.now : 'KILL', run: () => kill('SIGKILL') },
    ],
    focus: 0,
    targetKeys: [processKey(target)],
  };
}

function killWarning({ role }: ProcessSample, instance: Instance | null): string[] {
  const said = words().killDialog;
  switch (role) {
    case 'master':
      return [said.isMaster(instance?.workerPids.length ?? 0), said.restartInstead];
    case 'worker':
    case 'dirty-worker':
      return instance?.masterPid === null
        ? [said.masterGone]
        : instance && !instance.gunicorn
          ? [said.noGunicorn]
          : [said.worker];
    case 'helper':
      return [said.helper];
    default:
      return [said.other];
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
  const said = words().restartDialog;
  const order = wanted === 'restart' ? (['restart', 'reload'] as const) : (['reload', 'restart'] as const);
  const options = order.map(does => [does, plan[does]] as const);
  return {
    title: said.title(wanted, instance.unit === null ? said.master(master.pid) : serviceTitle(instance)),
    lines: [
      said.facts(instanceTitle(instance), instance.workerPids.length, instance.fds),
      ...options.flatMap(([does, way]) =>
        'refused' in way
          ? [said.no(does, way.refused)]
          : [said.runs(does, way.command), ...way.says.map(line => `  ${line}`)],
      ),
    ],
    choices: [
      { label: words().dialogs.cancel, run: null },
      ...options.flatMap(([does, way]) => ('refused' in way ? [] : [{ label: said[does], run: () => run(way) }])),
    ],
    focus: 0,
    targetKeys: [processKey(master)],
  };
}
