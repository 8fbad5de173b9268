import { graceOf } from '../actions/grace.ts';
import { killProcess } from '../actions/kill.ts';
import { perform } from '../actions/perform.ts';
import { checkApp } from '../actions/preflight.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { whyUntrusted } from '../platform/path-trust.ts';
import { plainNews } from '../watch/event.ts';
import { Guard, type GuardEvent, type GuardState, stoppedText } from '../watch/guard.ts';
import type { GuardHook, GuardTools } from '../watch/guard-hook.ts';
import type { GuardTarget } from '../watch/guard-rules.ts';
import { guardRulesOf } from '../watch/guard-settings.ts';
import type { Level } from '../watch/levels.ts';
import { words } from '../words/words.ts';
import { describeInstance, look, membersOf } from './choose.ts';

/** A replacement under way is waited for so long when fdtop ends: what it has begun goes on by itself. */
const STOP_SECONDS = 60;

/** The guard of `fdtop watch --act recycle`: replaces by the same verified actions as an operator. */
export function makeGuard({ config, saved, tell, save }: GuardTools): GuardHook {
  let options = optionsOf(config);
  const tellEvent = ({ what, pid, text }: GuardEvent) => {
    const key = pid === null ? null : `guard:${pid}`;
    tell(plainNews('guard', text, { level: LEVEL_OF[what], key }));
    save();
  };
  const make = (state: GuardState | null) =>
    new Guard({ ...options, checkApp: checkAppOf, replace, tell: tellEvent }, state);
  let guard = make(stateOf(saved));
  let isEnding = false;
  let hasBegun = false;
  return {
    look(snapshot, now) {
      const { stopped } = guard.state;
      if (!hasBegun && stopped !== null) tellEvent({ what: 'stopped', pid: null, text: stoppedText(stopped) });
      hasBegun = true;
      if (!isEnding) guard.look(snapshot, now);
    },
    reload(next) {
      options = optionsOf(next);
      // What is under way goes on by the old rules.
      void guard.idle().then(() => {
        guard = make({ ...guard.state, stopped: null });
        save();
      });
    },
    state: () => guard.state,
    async stop() {
      isEnding = true;
      const late = new Promise(resolve => setTimeout(resolve, STOP_SECONDS * 1000).unref());
      await Promise.race([guard.idle(), late]);
    },
  };
}

const LEVEL_OF: Record<GuardEvent['what'], Level> = {
  replaces: 'guard',
  replaced: 'guard',
  'would-replace': 'guard',
  waits: 'guard',
  stopped: 'critical',
};

function optionsOf(config: Config) {
  const { guard, dryRun, readOnly } = config;
  if (readOnly) throw new UsageError(words().commandUsage.actReadOnly);
  const rules = guardRulesOf(config);
  if (process.geteuid?.() === 0 && !dryRun) {
    if (guard === null) throw new UsageError(words().commandUsage.actNeedsGuard);
    const why = whyUntrusted(guard.file, { by: 'root', what: 'file', waits: true });
    if (why) throw new UsageError(words().commandUsage.actUntrusted(why));
  }
  return { rules, dryRun, lookAgain: () => look({ ...config, all: false }) };
}

/** What the former run saved, if it is what it seems. */
function stateOf(saved: unknown): GuardState | null {
  const { replacedAt, stopped } = (saved ?? {}) as Partial<GuardState>;
  if (!Array.isArray(replacedAt) || !replacedAt.every(at => typeof at === 'number')) return null;
  return { replacedAt, stopped: typeof stopped === 'string' ? stopped : null };
}

async function checkAppOf({ instance }: GuardTarget, snapshot: Snapshot) {
  const { master, workers } = membersOf(snapshot, instance);
  if (!master) throw new Error('its master is gone');
  return await checkApp({ master, workers }, { asked: false });
}

async function replace({ instance, worker }: GuardTarget, snapshot: Snapshot) {
  const { master, workers } = membersOf(snapshot, instance);
  if (!master) throw new Error('its master is gone');
  const { seconds } = await graceOf(master);
  const signal = 'SIGTERM' as const;
  const request = { target: worker, masterPid: master.pid, workers, signal, graceSeconds: seconds, escalate: true };
  const record = {
    action: 'recycle',
    processes: [worker],
    instance: describeInstance(instance),
    options: { by: 'guard', fds: worker.fds, graceSeconds: seconds, escalate: true },
  } as const;
  return await perform(
    record,
    tell => killProcess(request, tell),
    () => {},
  );
}
