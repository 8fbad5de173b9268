import type { FoundOrigins } from '../model/diagnosis.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { OriginError } from '../python/origin-error.ts';
import { readTraceHook } from '../python/trace-hook.ts';
import type { TypesRead } from './read-types.ts';

const NOTHING: FoundOrigins = { heap: null, trace: null, note: null };

/** Where the fds of a process come from: exactly where fdtop's hook runs in it, and from its heap, if it is a Python. */
export async function readOrigins(
  procRoot: string,
  { pid, startTime }: ProcessSample,
  { unread }: TypesRead,
  signal?: AbortSignal,
): Promise<FoundOrigins> {
  if (procRoot !== '/proc') return { ...NOTHING, note: 'not looked at: this is no live /proc' };
  if (unread === 'permission') return { ...NOTHING, note: 'not looked at: only root may read its memory' };
  if (unread !== null) return { ...NOTHING, note: 'not looked at: it has ended' };
  const trace = await readTraceHook(pid, signal);
  try {
    // Loaded only here: a process that is well needs none of it.
    const { readOriginsInThread } = await import('../python/origins-thread.ts');
    return { trace, heap: await readOriginsInThread({ procRoot, pid, startTime }, { signal }), note: null };
  } catch (error) {
    signal?.throwIfAborted();
    // The rest of the diagnosis stands, whatever went wrong here.
    const { message } = error as Error;
    return { ...NOTHING, trace, note: error instanceof OriginError ? message : `not found: ${message.split('\n')[0]}` };
  }
}
