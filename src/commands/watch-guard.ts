import { graceOf } from '../actions/grace.ts';
import { killProcess } from '../actions/kill.ts';
import { perform } from '../actions/perform.ts';
import { checkApp } from '../actions/preflight.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { whyUntrusted } from '../platform/path-trust.ts';
import { instanceTitle } from '../ui/words.ts';
import { plainNews } from '../watch/event.ts';
import { Guard, type GuardEvent } from '../watch/guard.ts';
import type { GuardHook, GuardTools } from '../watch/guard-hook.ts';
import { guardStateOf } from '../watch/guard-memory.ts';
import type { GuardTarget } from '../watch/guard-rules.ts';
import { scopeOf } from '../watch/guard-scope.ts';
import { guardOfRoot, guardRulesOf } from '../watch/guard-settings.ts';
import type { Level } from '../watch/levels.ts';
import { words } from '../words/words.ts';
import { look, membersOf } from './choose.ts';

/** A replacement under way is waited for so long when fdtop ends: what it has begun goes on by itself. */
const STOP_SECONDS = 60;

/** The guard of `fdtop watch --act recycle`: replaces by the same verified actions as an operator. */
export function makeGuard({ config, saved, tell, save }: GuardTools): GuardHook {
  const tellEvent = ({ what, pid, text }: GuardEvent) => {
    const key = pid === null ? null : `guard:${pid}`;
    tell(plainNews('guard', text, { level: LEVEL_OF[what], key }));
    save();
  };
  const fixed = { checkApp: checkAppOf, replace, tell: tellEvent };
  const guard = new Guard({ ...optionsOf(config), ...fixed }, guardStateOf(saved));
  const { stops } = guard;
  let isEnding = false;
  return {
    look(snapshot, now) {
      for (const text of stops.splice(0)) tellEvent({ what: 'stopped', pid: null, text });
      if (!isEnding) guard.look(snapshot, now);
    },
    reload(next) {
      guard.goOn({ ...optionsOf(next), ...fixed });
      save();
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
  const uid = process.geteuid?.() ?? 0;
  if (uid === 0) {
    const { file } = guardOfRoot(guard);
    const why = dryRun ? null : whyUntrusted(file, { by: 'root', what: 'file', waits: true });
    if (why) throw new UsageError(words().commandUsage.actUntrusted(why));
  }
  const rules = guardRulesOf(config);
  return { rules, scope: scopeOf(rules, uid), dryRun, lookAgain: () => look({ ...config, all: false }) };
}

async function checkAppOf({ instance }: GuardTarget, snapshot: Snapshot, signal: AbortSignal) {
  const { master, workers } = membersOf(snapshot, instance);
  if (!master) throw new Error('its master is gone');
  // The rules name the service: that is the asking.
  return await checkApp({ master, workers }, { asked: true, signal });
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
    instance: instanceTitle(instance),
    options: { by: 'guard', fds: worker.fds, graceSeconds: seconds, escalate: true },
  } as const;
  return await perform(
    record,
    tell => killProcess(request, tell),
    () => {},
  );
}
