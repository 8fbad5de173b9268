import { findFamilies } from '../gunicorn/instances.ts';
import type { Claimed } from '../gunicorn/roles.ts';
import { formatSeconds, plural } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { childrenOf } from '../proc/children.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { ProcessScanner } from '../sampler/scanner.ts';
import { ownerOfCgroup } from '../service/owner.ts';
import { restartUnit, showUnit, type UnitRef } from '../service/systemd.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import type { FeasiblePlan } from './restart-plan.ts';
import { isAlive, signalSafely, type Target } from './signal.ts';

export interface RestartRequest {
  plan: FeasiblePlan;
  master: Target;
  workers: readonly Target[];
}

/** Gunicorn gives the requests of old workers 30 s (graceful_timeout) unless it was told otherwise. */
const RELOAD_SECONDS = 45;
const SERVING_SECONDS = 20;
const BOOT_SECONDS = 1.5;

/** Does what was planned, and confirmed by the operator; then looks at the result. */
export async function restartInstance({ plan, master, workers }: RestartRequest, progress: Progress): Promise<Outcome> {
  return plan.method === 'restart'
    ? await restart(master, plan.ref, progress)
    : await reload(master, workers, progress);
}

async function restart(master: Target, ref: UnitRef, progress: Progress): Promise<Outcome> {
  const { unit } = ref;
  if (!isAlive(master)) return failed(`master ${master.pid} is gone; ${unit} was not restarted, look again`);

  const started = performance.now();
  progress(`restarting ${unit}`);
  const error = await restartUnit(ref);
  if (error) return failed(`restart of ${unit} failed: ${error}`);
  progress(`${unit} restarted; waiting for its workers`);

  const fresh = await waitForServing(() => mastersOfUnit(unit).filter(pid => pid !== master.pid));
  const state = await showUnit(ref, ['ActiveState', 'SubState', 'Result']);
  const words = state ? `${state.get('ActiveState')} (${state.get('SubState')})` : 'in an unknown state';
  if (!fresh) return failed(`${unit} is ${words}, but no worker of it stays up: see journalctl -u ${unit}`);
  const workers = plural(fresh.workers.length, 'worker');
  return done(
    `${unit} restarted in ${formatSeconds((performance.now() - started) / 1000)}: master ${fresh.master}, ${workers} up`,
  );
}

async function reload(master: Target, workers: readonly Target[], progress: Progress): Promise<Outcome> {
  const refusal = signalSafely(master, 'SIGHUP');
  if (refusal) return failed(refusal);
  const old = new Set(workers.map(processKey));
  const started = performance.now();
  const seconds = () => formatSeconds((performance.now() - started) / 1000);
  progress(`HUP sent to master ${master.pid}; waiting for new workers`);

  const freshWorkers = () => childrenOf('/proc', master.pid).filter(child => !old.has(processKey(child)));
  const settled = await waitFor<Outcome>(() => {
    if (!isAlive(master)) return failed(`master ${master.pid} ended after HUP: the service is down, see its log`);
    const left = workers.filter(isAlive);
    const fresh = freshWorkers();
    const settledFor = (performance.now() - started) / 1000 >= BOOT_SECONDS;
    progress(
      `HUP sent to master ${master.pid}; ${plural(fresh.length, 'new worker')}, ${left.length} of ${old.size} old ones left`,
    );
    if (left.length > 0 || fresh.length === 0 || !settledFor) return null;
    const pids = fresh.map(child => child.pid).join(', ');
    return done(`master ${master.pid} reloaded in ${seconds()}: ${plural(fresh.length, 'new worker')} up (${pids})`);
  }, RELOAD_SECONDS);
  if (settled) return settled;

  const left = workers.filter(isAlive).map(({ pid }) => pid);
  if (freshWorkers().length === 0)
    return failed(`master ${master.pid} got HUP but started no new worker within ${RELOAD_SECONDS} s: see its log`);
  return failed(
    `master ${master.pid} reloaded, but ${plural(left.length, 'old worker')} still finish requests (${left.join(', ')}): k replaces them`,
  );
}

/** Pids of the Gunicorn masters that run in a unit now. */
function mastersOfUnit(unit: string): number[] {
  const claimed = new Map<number, Claimed>();
  for (const { facts, claim } of new ProcessScanner('/proc').scan(() => false).living) {
    if (claim) claimed.set(facts.pid, { facts, claim });
  }
  const masters = findFamilies(claimed)
    .map(({ master }) => master?.facts.pid)
    .filter(pid => pid !== undefined);
  return masters.filter(
    pid => ownerOfCgroup(parseCgroupPath(tryReadProcFile(`/proc/${pid}/cgroup`) ?? '')).unit === unit,
  );
}

/** A master serves when a worker of it has outlived its boot: "active" says nothing about the app. */
async function waitForServing(masters: () => number[]): Promise<{ master: number; workers: number[] } | null> {
  const born = new Map<string, number>();
  return await waitFor(
    () => {
      for (const master of masters()) {
        const children = childrenOf('/proc', master);
        for (const child of children) if (!born.has(processKey(child))) born.set(processKey(child), performance.now());
        const isStable = (key: string) => performance.now() - born.get(key)! >= BOOT_SECONDS * 1000;
        if (children.some(child => isStable(processKey(child))))
          return { master, workers: children.map(({ pid }) => pid) };
      }
      return null;
    },
    SERVING_SECONDS,
    250,
  );
}
