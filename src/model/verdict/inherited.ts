import { formatCount, plural } from '../format.ts';
import type { Evidence } from './evidence.ts';
import { percent } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Listeners, logs and heartbeats are shared by all workers: more than these is not. */
const FEWEST = 50;
const SMALLEST_SHARE = 0.1;

/** The same open files in the master: each worker has them from birth, and killing it brings them back. */
export function inheritedFromMaster({ process, shared }: Evidence): Verdict | null {
  if (!shared || process.fds === null || shared.count < FEWEST) return null;
  const share = shared.count / Math.max(1, process.fds);
  if (share < SMALLEST_SHARE) return null;
  const { masterPid, count, inSibling, examples } = shared;
  return {
    id: 'inherited-from-master',
    title: 'The open files come from the master: killing the worker will not help',
    confidence: inSibling === null || inSibling >= count / 2 ? 'high' : 'medium',
    evidence: [
      `${formatCount(count)} of its ${plural(process.fds, 'open file')} (${percent(share)}) are open in master ${masterPid}, too, under the same numbers`,
      ...(inSibling === null ? [] : [`${formatCount(inSibling)} of these are open in another worker as well`]),
      ...examples.map(example => `among them ${example}`),
    ],
    advice: [
      'A worker that is killed, or replaced by a reload (HUP), gets them again from the master.',
      'Only a restart of the master lets them go: fdtop restart.',
      "Raising the limit does not help: Gunicorn's master uses select(), and ends with a file number over 1023.",
      'Open nothing while the app is imported under preload_app; open it in each worker:',
      '  def post_fork(server, worker): connect()',
      'and close in the master what on_starting, when_ready or the config file have opened.',
    ],
    fds: count,
  };
}
