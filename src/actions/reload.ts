import { formatSeconds } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { words } from '../words/words.ts';
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
  const said = words().restarts;
  const { pid } = master;
  const old = new Set([...childrenOf('/proc', pid), ...workers].map(processKey));
  const newborns = new Newborns(pid, old);
  const started = performance.now();
  const notBegun = await begin(way, master, progress);
  if (notBegun) return notBegun;

  const told = way.by === 'hup' ? said.hupSent(pid) : said.commandDone(way.command);
  const settled = await waitFor<'gone' | Outcome>(() => {
    if (!isAlive(master)) return 'gone';
    const left = workers.filter(isAlive).length;
    const fresh = newborns.look();
    const up = fresh.filter(child => child.up !== null);
    const counts = said.counts(up.length, fresh.length, left, workers.length);
    progress(`${told}; ${counts}`);
    if (left > 0 || fresh.length === 0 || up.length < fresh.length) return null;
    const pids = fresh.map(child => child.pid).join(', ');
    const seconds = formatSeconds((performance.now() - started) / 1000);
    return done(said.reloaded(pid, seconds, fresh.length, pids));
  }, RELOAD_SECONDS);
  if (settled === 'gone') return await masterGone(way, master, workers, progress);
  return settled ?? (await unfinished(way, master, workers, newborns));
}

/** Null when it is under way, else why it is not. */
async function begin(way: Way, master: Target, progress: Progress): Promise<Outcome | null> {
  if (way.by === 'hup') {
    const notSent = sendSafely(master, 'SIGHUP', way.sudoCommand ?? undefined);
    if (!notSent) progress(words().restarts.hupWaiting(master.pid));
    return notSent;
  }
  if (!isAlive(master)) return failed(words().restarts.notReloaded(master.pid, way.unit));
  progress(words().restarts.runs(way.command));
  const ran = await way.service!.change('reload');
  return ran.ok ? null : await notDone(way, ran);
}

/** It halts when its new workers do not boot; a manager may start it anew. */
async function masterGone(way: Way, master: Target, workers: readonly Target[], progress: Progress): Promise<Outcome> {
  const said = words().restarts;
  const ended = said.endedAfterHup(master.pid);
  const { service } = way;
  if (!service) return failed(said.isDown(ended));
  progress(said.comesBack(ended, service.unit));
  const serving = await waitForServing(service, master, workers.length, progress);
  const now = 'why' in serving ? said.downBecause(serving.why) : said.startedAnew(serving.master, serving.up);
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
  const said = words().restarts;
  const see = service ? await howItStands(service) : said.seeLog;
  if (fresh.length === 0) return failed(said.noNewWorker(pid, RELOAD_SECONDS, see));
  if (left.length === 0) return failed(said.notAllServe(pid, RELOAD_SECONDS, see));
  return failed(said.stillFinish(pid, left.length, left.join(', ')));
}
