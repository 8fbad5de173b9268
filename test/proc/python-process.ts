/** A Python process that opens fds, says a line on stdout when it has, and holds them until it is ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { registerChild } from '../support/cleanup.ts';

export interface PythonProcess {
  pid: number;
  child: ChildProcess;
  /** The line it said. */
  line: string;
}

/** `args` as for python3: a script with its arguments, or `-c` with code. Its fd 0 and 1 are Unix sockets, 2 is /dev/null. */
export async function startPython(...args: string[]): Promise<PythonProcess> {
  const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  registerChild(child);
  const [line] = await Promise.race([
    once(createInterface(child.stdout!), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`python3 ended with ${code} before it was ready`))),
  ]);
  return { pid: child.pid!, child, line };
}
