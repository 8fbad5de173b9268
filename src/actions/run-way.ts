import type { Outcome, Progress } from './outcome.ts';
import { reloadService } from './reload.ts';
import { restartService } from './restart.ts';
import type { Way } from './restart-plan.ts';
import type { Target } from './signal.ts';

export interface WayRequest {
  way: Way;
  isGunicorn: boolean;
  master: Target;
  workers: readonly Target[];
}

/** Does what was planned and confirmed, then looks at the result: success is a worker that serves. */
export function runWay(request: WayRequest, progress: Progress): Promise<Outcome> {
  return request.way.does === 'restart' ? restartService(request, progress) : reloadService(request, progress);
}
