import type { ActionRecord } from '../actions/action-log.ts';
import { applyCure, NO_OPTIONS, planCure } from '../actions/cure.ts';
import { DEFAULT_GRACE_SECONDS, graceOf } from '../actions/grace.ts';
import { killProcess } from '../actions/kill.ts';
import { planLimit, raiseLimit } from '../actions/limit.ts';
import type { Outcome } from '../actions/outcome.ts';
import { perform as performAction } from '../actions/perform.ts';
import { checkApp } from '../actions/preflight.ts';
import { recycle } from '../actions/recycle.ts';
import { planService } from '../actions/restart-plan.ts';
import { runWay } from '../actions/run-way.ts';
import { shared } from '../actions/shared-check.ts';
import type { Config } from '../config/config.ts';
import { type Instance, instanceOf, type ProcessSample, type Snapshot } from '../model/snapshot.ts';
import type { Effects } from '../ui/effects.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { type Members, membersOf } from './choose.ts';
import { runInSudo } from './through-sudo.ts';

type ActionEffects = Pick<
  Effects,
  | 'kill'
  | 'recycle'
  | 'checkApp'
  | 'planService'
  | 'runWay'
  | 'planLimit'
  | 'raiseLimit'
  | 'planCure'
  | 'applyCure'
  | 'sudo'
>;

export interface ScreenActions {
  effects: ActionEffects;
  /** The screen is left: what is still under way is not waited for, but written down. Gives how far each was. */
  leave(): Promise<string[]>;
}

/** What the keys of the screen do to the machine: the same actions as on the command line, written down the same way. */
export function screenActions(config: Config): ScreenActions {
  const left = new AbortController();
  const underWay = new Set<Promise<Outcome>>();
  const perform: typeof performAction = (record, act, progress) => {
    const outcome = performAction(record, act, progress, left.signal);
    underWay.add(outcome);
    return outcome.finally(() => underWay.delete(outcome));
  };
  const leave = async () => {
    left.abort();
    return (await Promise.all(underWay)).map(({ text }) => text);
  };
  return { effects: effectsOf(config, perform, left.signal), leave };
}

function effectsOf(config: Config, perform: typeof performAction, interrupted: AbortSignal): ActionEffects {
  const check = shared(({ master, workers }, asked) => checkApp({ master, workers }, { asked }));
  return {
    async kill(target, snapshot, signal, progress) {
      const instance = instanceOf(snapshot, target);
      const members = instance && membersOf(snapshot, instance);
      const { master, workers } = members ?? { master: null, workers: [] };
      const graceSeconds = await graceFor(config, instance?.gunicorn ? master : null);
      const request = { target, masterPid: master?.pid ?? null, workers, signal, graceSeconds, interrupted };
      const record = recordOf('kill', [target], instance, { role: target.role, signal, graceSeconds });
      return await perform(record, tell => killProcess(request, tell), progress);
    },
    async recycle(instance, targets, snapshot, progress) {
      const { master, workers } = membersOf(snapshot, instance);
      const graceSeconds = await graceFor(config, master);
      const request = { instance, master, workers, targets, graceSeconds, escalate: true };
      const record = recordOf('recycle', targets, instance, { graceSeconds, escalate: true });
      return await perform(record, tell => recycle(request, tell, interrupted), progress);
    },
    checkApp: async (instance, snapshot, asked) => {
      const master = masterOf(snapshot, instance);
      return await check({ master, workers: membersOf(snapshot, instance).workers }, asked);
    },
    planService: (master, { gunicorn, upgrading }) =>
      planService(master, { isGunicorn: gunicorn, upgrading, purpose: 'act' }),
    async runWay(way, instance, snapshot, progress) {
      const master = masterOf(snapshot, instance);
      const { workers } = membersOf(snapshot, instance);
      const request = { way, isGunicorn: instance.gunicorn, master, workers };
      const record = recordOf(way.does, [master, ...workers], instance, { by: way.by, command: way.command });
      return await perform(record, tell => runWay(request, tell), progress);
    },
    planLimit,
    raiseLimit(plan, instance, members, limit, progress) {
      const record = recordOf('limit', members, instance, { limit });
      return perform(record, tell => raiseLimit(plan, tell), progress);
    },
    planCure: async (instance, snapshot) => await planCure(instance, masterOf(snapshot, instance), NO_OPTIONS),
    applyCure(plan, options, instance, snapshot, progress) {
      const { master, workers } = membersOf(snapshot, instance);
      const file = plan.kind === 'drop-in' ? plan.file : null;
      const record = recordOf('cure', [...(master ? [master] : []), ...workers], instance, { file, ...options });
      return perform(record, tell => applyCure(plan, options, tell), progress);
    },
    sudo: process.geteuid?.() === 0 ? null : async words => (await runInSudo(words)) ?? 1,
  };
}

async function graceFor({ graceSeconds }: Config, master: Members['master']): Promise<number> {
  if (graceSeconds !== null) return graceSeconds;
  return master ? (await graceOf(master)).seconds : DEFAULT_GRACE_SECONDS;
}

function masterOf(snapshot: Snapshot, instance: Instance): ProcessSample {
  const { master } = membersOf(snapshot, instance);
  if (!master) throw new Error(words().kills.masterGoneMeanwhile);
  return master;
}

function recordOf(
  action: ActionRecord['action'],
  processes: readonly ProcessSample[],
  instance: Instance | null,
  options: Record<string, unknown>,
): ActionRecord {
  return { action, processes, instance: instance && instanceTitle(instance), options };
}
