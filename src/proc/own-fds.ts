import { parseOpenFilesLimit } from './limits.ts';
import { tryReadProcFile } from './tree.ts';

/** What Node, the terminal and a thread or two need. */
export const FDS_NEEDED = 48;
const MOST = 64;

/** How many fds fdtop may keep open for speed alone: few, whatever its own limit; next to none where that is small. */
export function spareFds(): number {
  const soft = parseOpenFilesLimit(tryReadProcFile('/proc/self/limits') ?? '')?.soft ?? 1024;
  return Math.max(0, Math.min(MOST, Math.floor((soft - FDS_NEEDED) / 4)));
}
