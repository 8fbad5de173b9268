import { connect } from 'node:net';
import type { TraceReport } from '../model/trace-report.ts';
import { Apart } from '../own/apart.ts';
import { readProcLink } from '../proc/tree.ts';
import { askThread } from '../threads/ask-thread.ts';
import { parseTraceAnswer } from './parse-trace.ts';
import { findTraceSocket, listedTraceSockets, type TraceSocket } from './trace-socket.ts';

/** 200 places with three frames each take some 100 kB; to parse 1 MB that means harm takes half a second. */
const MOST_BYTES = 1_000_000;
/** It takes up to 3 s where the worker is busy (trace_hook/report.py). */
const TIMEOUT_MS = 8000;

/** What the hook tells; else a sentence why it does not, where there is one. Both null: there is no hook. */
export type TraceFound = { report: TraceReport; note: null } | { report: null; note: string | null };

export interface TraceHookOptions {
  signal?: AbortSignal;
  /** 8000, and 5000 more where a process must come up for it. */
  timeoutMs?: number;
}

/** For a process to come up and to go through folders: those may lie on a mount whose server is dead. */
const FOLDERS_MS = 5000;

/**
 * As readTraceHook, in a process of its own where there may be a hook: to look up its socket may wait for ever. Ends in its time.
 *
 * @throws the reason of `signal` when that is aborted
 */
export async function readTraceHookApart(
  pid: number,
  { signal, timeoutMs = TIMEOUT_MS + FOLDERS_MS }: TraceHookOptions = {},
): Promise<TraceFound> {
  if (listedTraceSockets(pid).size === 0) return { report: null, note: null };
  const late = AbortSignal.timeout(timeoutMs);
  const source = new URL('./trace-hook-worker.ts', import.meta.url);
  const start = () => new Apart({ packed: 'trace-hook-worker.js', source }, { workerData: pid });
  const refused = () => new Error('the trace hook was not asked');
  try {
    const either = signal ? AbortSignal.any([signal, late]) : late;
    return await askThread<TraceFound, object>({ start, reads: 'the trace hook', refused }, { signal: either });
  } catch (error) {
    signal?.throwIfAborted();
    const why = late.aborted ? 'the folder of its socket does not answer: a dead mount?' : (error as Error).message;
    return { report: null, note: `the trace hook was not asked: ${why}` };
  }
}

/**
 * What the trace hook in a Gunicorn worker tells, if it is there: it listens on a unix socket of the worker's user.
 * Bounded in time and size. Nothing but a question is sent.
 *
 * @throws the reason of `signal` when that is aborted
 */
export async function readTraceHook(
  pid: number,
  { signal, timeoutMs = TIMEOUT_MS }: TraceHookOptions = {},
): Promise<TraceFound> {
  const { socket, why } = findTraceSocket(pid);
  if (!socket) return { report: null, note: why && `the trace hook was not asked: ${why}` };
  try {
    const { report, fd } = parseTraceAnswer(await ask(socket.path, { signal, timeoutMs }));
    if (report.pid !== socket.ownPid || !isOfWorker(pid, fd, socket))
      throw new Error('what answers is another process than the worker');
    return { report, note: null };
  } catch (error) {
    signal?.throwIfAborted();
    return { report: null, note: `the trace hook is there, but ${(error as Error).message}` };
  } finally {
    socket.close();
  }
}

/** Whether the worker has that socket open, at that fd; taken for true where its fds may not be read. */
function isOfWorker(pid: number, fd: number, { inodes }: TraceSocket): boolean {
  try {
    const link = readProcLink(`/proc/${pid}/fd/${fd}`);
    return inodes.some(inode => link === `socket:[${inode}]`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

interface Bounds {
  signal?: AbortSignal;
  timeoutMs: number;
}

function ask(path: string, { signal, timeoutMs }: Bounds): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ path });
    const late = () =>
      fail(`gives no whole answer in ${timeoutMs / 1000} s: the worker may be stopped, or busy in C code`);
    const timer = setTimeout(late, timeoutMs);
    const abort = () => fail('was not waited for');
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.destroy();
    };
    const fail = (why: string) => {
      end();
      reject(new Error(why));
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    socket.on('connect', () => socket.write('?'));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) fail(`its answer is longer than ${MOST_BYTES / 1e6} MB`);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => fail(`cannot be asked: ${code}`));
    socket.on('end', () => {
      end();
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}
