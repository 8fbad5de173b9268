import type { FoundOrigins } from '../model/diagnosis.ts';
import type { OriginReport, Origins } from '../model/origin.ts';
import { OriginError, type OriginErrorCode } from '../python/origin-error.ts';
import type { OriginsRequest } from '../python/read-origins.ts';
import { readTraceHookApart } from '../python/trace-hook.ts';
import { words } from '../words/words.ts';

/** The process is not the one meant, or is none any more: then the hook's answer is not to be shown, either. */
const ANOTHER: readonly OriginErrorCode[] = ['gone', 'reused'];

/**
 * Where the fds of a process come from: exactly where fdtop's hook runs in it, and from its heap. Both are asked at once.
 * A hook that does not answer is told in the note, and the heap is read all the same.
 *
 * @throws OriginError when the heap may not be read and no hook answers; the reason of `signal` when that is aborted
 */
export async function findOrigins(request: OriginsRequest, signal?: AbortSignal): Promise<FoundOrigins> {
  const { procRoot, pid } = request;
  const asked = procRoot === '/proc' ? readTraceHookApart(pid, { signal }) : Promise.resolve(NO_HOOK);
  // Loaded only here: a process that is well needs none of it.
  const { readOriginsApart } = await import('../python/origins-process.ts');
  const [hook, heap] = await Promise.allSettled([asked, readOriginsApart(request, { signal })]);
  signal?.throwIfAborted();
  if (hook.status === 'rejected') throw hook.reason;
  const { report: trace, note } = hook.value;
  if (heap.status === 'fulfilled') return { trace, heap: heap.value, note };
  const error: Error = heap.reason;
  if (trace === null || (error instanceof OriginError && ANOTHER.includes(error.code))) throw error;
  return { trace, heap: null, note: error.message.split('\n')[0]! };
}

const NO_HOOK = { report: null, note: null } as const;

/** The same as `fdtop origin` tells it. Without a heap, its part is empty and the reason a note. */
export function originReport(pid: number, { trace, heap, note }: FoundOrigins): OriginReport {
  const origins = heap ?? noHeap(pid, trace?.python ?? null);
  return { ...origins, notes: [...origins.notes, ...(note === null ? [] : [note])], trace };
}

function noHeap(pid: number, version: string | null): Origins {
  const python = { version, supported: false, why: words().origins.heapNotRead };
  return { pid, python, seconds: 0, sampledFds: 0, complete: false, notes: [], groups: [] };
}
