import { formatSeconds, plural } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import { restartUnit, showUnit, type UnitRef } from '../service/systemd.ts';
import { Newborns } from './newborn.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import type { FeasiblePlan } from './restart-plan.ts';
import { isAlive, signalSafely, type Target } from './signal.ts';
import { mastersOfUnit } from './unit-masters.ts';

export interface RestartRequest {
  plan: FeasiblePlan;
  isGunicorn: boolean;
  master: Target;
  workers: readonly Target[];
}

/** Gunicorn gives the requests of old workers 30 s (graceful_timeout) unless it was told otherwise; apps load slowly. */
const RELOAD_SECONDS = 60;
const SERVING_SECONDS = 60;
/** A main process that lives so long after the restart has found its configuration, at least. */
const STABLE_SECONDS = 2;

/** Does what was planned, and confirmed by the operator; then looks at the result. */
export async function restartInstance(request: RestartRequest, progress: Progress): Promise<Outcome> {
  const { plan, master, workers, isGunicorn } = request;
  if (plan.method === 'reload') return await reload(master, workers, progress);
  const { ref } = plan;
  if (!isAlive(master)) return failed(`master ${master.pid} is gone; ${ref.unit} was not restarted, look again`);

  const started = performance.now();
  progress(`restarting ${ref.unit}`);
  const error = await restartUnit(ref);
  if (error) return failed(`restart of ${ref.unit} failed: ${error}`);
  progress(`${ref.unit} restarted; waiting for its workers`);
  const result = isGunicorn ? await servingMaster(ref, master.pid) : await stableMain(ref, master.pid);
  const seconds = formatSeconds((performance.now() - started) / 1000);
  if (result) return done(`${ref.unit} restarted in ${seconds}: ${result}`);
  const wanted = isGunicorn ? 'no worker of it serves' : 'its main process does not stay up';
  return failed(`${ref.unit} is ${await stateOf(ref)}, but ${wanted}: see journalctl -u ${ref.unit}`);
}

async function stateOf(ref: UnitRef): Promise<string> {
  const state = await showUnit(ref, ['ActiveState', 'SubState']);
  return state ? `${state.get('ActiveState')} (${state.get('SubState')})` : 'in an unknown state';
}

/** A Gunicorn is back when a worker of it beats: systemd's "active" says nothing about the app. */
async function servingMaster({ unit }: UnitRef, oldMaster: number): Promise<string | null> {
  const watched = new Map<number, Newborns>();
  return await waitFor(
    () => {
      for (const master of mastersOfUnit(unit).filter(pid => pid !== oldMaster)) {
        const newborns = watched.get(master) ?? new Newborns(master, new Set());
        watched.set(master, newborns);
        const workers = newborns.look();
        if (workers.some(({ up }) => up !== null)) return `master ${master}, ${plural(workers.length, 'worker')} up`;
      }
      return null;
    },
    SERVING_SECONDS,
    250,
  );
}

async function stableMain(ref: UnitRef, oldMain: number): Promise<string | null> {
  const pid = Number((await showUnit(ref, ['MainPID']))?.get('MainPID'));
  const main = pid > 0 && pid !== oldMain ? readStat('/proc', pid) : null;
  if (!main) return null;
  const died = await waitFor(() => (isAlive(main) ? null : true), STABLE_SECONDS);
  return died ? null : `main process ${pid} is up`;
}

async function reload(master: Target, workers: readonly Target[], progress: Progress): Promise<Outcome> {
  const refusal = signalSafely(master, 'SIGHUP');
  if (refusal) return failed(refusal);
  const newborns = new Newborns(master.pid, new Set(workers.map(processKey)));
  const started = performance.now();
  const { pid } = master;
  progress(`HUP sent to master ${pid}; waiting for new workers`);

  const settled = await waitFor<Outcome>(() => {
    if (!isAlive(master)) return failed(`master ${pid} ended after HUP: the service is down, see its log`);
    const left = workers.filter(isAlive).length;
    const fresh = newborns.look();
    const up = fresh.filter(child => child.up !== null);
    const counts = `${up.length} of ${plural(fresh.length, 'new worker')} up, ${left} of ${workers.length} old ones left`;
    progress(`HUP sent to master ${pid}; ${counts}`);
    if (left > 0 || fresh.length === 0 || up.length < fresh.length) return null;
    const pids = fresh.map(child => child.pid).join(', ');
    const seconds = formatSeconds((performance.now() - started) / 1000);
    return done(`master ${pid} reloaded in ${seconds}: ${plural(fresh.length, 'new worker')} up (${pids})`);
  }, RELOAD_SECONDS);
  return settled ?? unfinished(master, workers, newborns);
}

function unfinished({ pid }: Target, workers: readonly Target[], newborns: Newborns): Outcome {
  const left = workers.filter(isAlive).map(worker => worker.pid);
  const fresh = newborns.look();
  if (fresh.length === 0)
    return failed(`master ${pid} got HUP but started no new worker within ${RELOAD_SECONDS} s: see its log`);
  if (left.length === 0)
    return failed(`master ${pid} reloaded, but not all new workers serve after ${RELOAD_SECONDS} s: see its log`);
  const still = `${plural(left.length, 'old worker')} still finish requests (${left.join(', ')})`;
  return failed(`master ${pid} reloaded, but ${still}: k replaces them`);
}
