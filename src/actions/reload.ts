import { formatSeconds, plural } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { Newborns } from './newborn.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import type { Way } from './restart-plan.ts';
import type { WayRequest } from './run-way.ts';
import { howItStands, notDone } from './service-report.ts';
import { waitForServing } from './serving.ts';
import { isAlive, sendSafely, type Target } from './signal.ts';

/** Gunicorn gives the requests of old workers 30 s (graceful_timeout) unless it was told otherwise; apps load slowly. */
const RELOAD_SECONDS = 60;

/** Has a Gunicorn replace its workers, by HUP or its manager's reload, and watches the new ones come and the old ones go. */
export async function reloadService({ way, master, workers }: WayRequest, progress: Progress): Promise<Outcome> {
  const { pid } = master;
  const old = new Set([...childrenOf('/proc', pid), ...workers].map(processKey));
  const newborns = new Newborns(pid, old);
  const started = performance.now();
  const notBegun = await begin(way, master, progress);
  if (notBegun) return notBegun;

  const told = way.by === 'hup' ? `HUP sent to master ${pid}` : `${way.command}: done`;
  const settled = await waitFor<'gone' | Outcome>(() => {
    if (!isAlive(master)) return 'gone';
    const left = workers.filter(isAlive).length;
    const fresh = newborns.look();
    const up = fresh.filter(child => child.up !== null);
    const counts = `${up.length} of ${plural(fresh.length, 'new worker')} up, ${left} of ${workers.length} old ones left`;
    progress(`${told}; ${counts}`);
    if (left > 0 || fresh.length === 0 || up.length < fresh.length) return null;
    const pids = fresh.map(child => child.pid).join(', ');
    const seconds = formatSeconds((performance.now() - started) / 1000);
    return done(`master ${pid} reloaded in ${seconds}: ${plural(fresh.length, 'new worker')} up (${pids})`);
  }, RELOAD_SECONDS);
  if (settled === 'gone') return await masterGone(way, master, workers, progress);
  return settled ?? (await unfinished(way, master, workers, newborns));
}

/** Null when it is under way, else why it is not. */
async function begin(way: Way, master: Target, progress: Progress): Promise<Outcome | null> {
  if (way.by === 'hup') {
    const notSent = sendSafely(master, 'SIGHUP', way.sudoCommand ?? undefined);
    if (!notSent) progress(`HUP sent to master ${master.pid}; waiting for new workers`);
    return notSent;
  }
  if (!isAlive(master)) return failed(`master ${master.pid} is gone; ${way.unit} was not reloaded, look again`);
  progress(`${way.command} runs`);
  const ran = await way.service!.change('reload');
  return ran.ok ? null : await notDone(way, ran);
}

/** It halts when its new workers do not boot; a manager may start it anew. */
async function masterGone(way: Way, master: Target, workers: readonly Target[], progress: Progress): Promise<Outcome> {
  const ended = `master ${master.pid} ended after HUP`;
  const { service } = way;
  if (!service) return failed(`${ended}: the service is down, see its log`);
  progress(`${ended}; looking whether ${service.unit} comes back`);
  const serving = await waitForServing(service, master, workers.length, progress);
  const now =
    'why' in serving
      ? `the service is down (${serving.why})`
      : `it was started anew: master ${serving.master}, ${plural(serving.up, 'worker')} up`;
  return failed(`${ended}: ${now}; ${await howItStands(service)}`);
}

async function unfinished(
  { service }: Way,
  { pid }: Target,
  workers: readonly Target[],
  newborns: Newborns,
): Promise<Outcome> {
  const left = workers.filter(isAlive).map(worker => worker.pid);
  const fresh = newborns.look();
  const see = service ? await howItStands(service) : 'see its log';
  if (fresh.length === 0)
    return failed(`master ${pid} got HUP but started no new worker within ${RELOAD_SECONDS} s: ${see}`);
  if (left.length === 0)
    return failed(`master ${pid} reloaded, but not all new workers serve after ${RELOAD_SECONDS} s: ${see}`);
  const still = `${plural(left.length, 'old worker')} still finish requests (${left.join(', ')})`;
  return failed(`master ${pid} reloaded, but ${still}: k replaces them`);
}
