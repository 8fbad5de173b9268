import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { TraceReport } from '../model/trace-report.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { parseTraceReport } from './parse-trace.ts';

/** 200 places with three frames each take some 100 kB. */
const MOST_BYTES = 4_000_000;
const TIMEOUT_MS = 5000;

/** sun_path (unix(7)) is no longer, with its final zero. */
const LONGEST_PATH = 107;

/**
 * What the trace hook in a Gunicorn worker tells, if it is there: it listens on a unix socket of the worker's user.
 * Null when it is not there, does not answer in time, or answers nonsense. Nothing but a question is sent.
 */
export async function readTraceHook(pid: number, signal?: AbortSignal): Promise<TraceReport | null> {
  const path = hookSocket(pid);
  if (path === null) return null;
  const text = await ask(path, signal);
  signal?.throwIfAborted();
  return text === null ? null : parseTraceReport(text);
}

/** Path of its socket as it can be opened from here, where nobody but the worker's user can have put it. */
function hookSocket(pid: number): string | null {
  const status = tryReadProcFile(`/proc/${pid}/status`) ?? '';
  const uid = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
  // As the worker itself knows it: in a container it is another one.
  const ownPid = /^NSpid:.*?(\d+)\s*$/m.exec(status)?.[1] ?? String(pid);
  const listed = tryReadProcFile(`/proc/${pid}/net/unix`) ?? '';
  const name = new RegExp(` (/[^\\n]*/trace-${ownPid}\\.sock)$`, 'gm');
  for (const [, path] of listed.matchAll(name)) {
    const here = `/proc/${pid}/root${path}`;
    if (here.length <= LONGEST_PATH && isOwn(here, uid)) return here;
  }
  return null;
}

/** Node cannot ask the kernel who is at the other end: that nobody else could have made it must do. */
function isOwn(path: string, uid: number): boolean {
  try {
    const socket = lstatSync(path);
    const folder = lstatSync(dirname(path));
    const isPrivate = (stat: { uid: number; mode: number }) => stat.uid === uid && (stat.mode & 0o077) === 0;
    return socket.isSocket() && folder.isDirectory() && isPrivate(socket) && isPrivate(folder);
  } catch {
    return false;
  }
}

function ask(path: string, signal?: AbortSignal): Promise<string | null> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ path });
    const timer = setTimeout(() => end(null), TIMEOUT_MS);
    const abort = () => end(null);
    const end = (text: string | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.destroy();
      resolve(text);
    };
    signal?.addEventListener('abort', abort);
    socket.on('connect', () => socket.write('?'));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) end(null);
    });
    socket.on('error', () => end(null));
    socket.on('end', () => end(Buffer.concat(chunks).toString('utf8')));
  });
}
