import { formatSeconds } from '../model/format.ts';
import type { ManagedService } from '../service/service.ts';
import { words } from '../words/words.ts';
import { done, failed, type Outcome, type Progress } from './outcome.ts';
import { softLimitOf } from './restart-plan.ts';
import type { WayRequest } from './run-way.ts';
import { howItStands, notDone } from './service-report.ts';
import { waitForMain, waitForServing } from './serving.ts';
import { isAlive, type Target } from './signal.ts';

/**
 * Restarts a service through its manager, then looks: master and workers are new and serve, how long it took, and what
 * became of the limit of open files. Failure tells the manager's words, the state of the service and the end of its log.
 */
export async function restartService(request: WayRequest, progress: Progress): Promise<Outcome> {
  const said = words().restarts;
  const { way, master, workers } = request;
  const service = way.service!;
  if (!isAlive(master)) return failed(said.notRestarted(master.pid, way.unit));
  const limit = softLimitOf(master.pid);

  const started = performance.now();
  progress(said.runs(way.command));
  const ran = await service.change('restart');
  if (!ran.ok) return await notDone(way, ran);
  const result = await comeBack(request, service, progress);
  if (typeof result === 'string') return failed(said.butNot(way.unit, result, await howItStands(service)));
  const seconds = formatSeconds((performance.now() - started) / 1000);
  const text = said.restarted(way.unit, seconds, result.text) + limitChange(limit, softLimitOf(result.pid));
  return done(`${text}${leftOver(workers)}`);
}

/** Its new main process and what is to be said of it, or why there is none. */
async function comeBack(
  { isGunicorn, master, workers }: WayRequest,
  service: ManagedService,
  progress: Progress,
): Promise<{ pid: number; text: string } | string> {
  const said = words().restarts;
  if (!isGunicorn) {
    const pid = await waitForMain(service, master.pid);
    return pid === null ? said.noMain : { pid, text: said.mainUp(pid) };
  }
  progress(said.waiting(service.unit));
  const serving = await waitForServing(service, master, workers.length, progress);
  if ('why' in serving) return serving.why;
  const { master: pid, up, workers: all } = serving;
  return { pid, text: said.up(pid, up, all) };
}

function limitChange(before: number | null, after: number | null): string {
  if (before === after || before === null || after === null) return '';
  return words().restarts.limitChange(before, after);
}

/** A unit with KillMode=process leaves them behind. */
function leftOver(workers: readonly Target[]): string {
  const left = workers.filter(isAlive).map(({ pid }) => pid);
  return left.length === 0 ? '' : words().restarts.leftOver(left.length, left.join(', '));
}
