/**
 * The program of the process that Apart starts: it runs one thread of fdtop's, and hands on what it says. It waits for nothing
 * itself, so it sees when fdtop is gone, however that ended, and then ends, whatever the thread waits for.
 */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FromApart, ToApart } from './apart.ts';
import { startOwnThread } from './files.ts';
import { PACKED } from './program.ts';

let thread: Worker | undefined;
const tell = (message: FromApart) => {
  if (process.connected) process.send!(message, undefined, undefined, () => {});
};
// Not exit(): that waits for the thread.
const end = () => process.kill(process.pid, 'SIGKILL');
process.once('disconnect', end);
// Ctrl-C goes to all who have the terminal; what becomes of this process fdtop decides.
// And upon USR1 Node would open its debugger.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGTSTP', 'SIGUSR1'] as const) process.on(signal, () => {});

process.on('message', (message: ToApart) => {
  if (!('start' in message)) {
    thread?.postMessage(message.say);
    return;
  }
  const { start, options } = message;
  thread = PACKED === 'sources' ? new Worker(pathToFileURL(start), options) : startOwnThread(start, options);
  thread.on('message', said => tell({ said }));
  thread.on('error', error => tell({ failed: (error as Error).message }));
  thread.on('exit', code => tell({ ended: code }));
});
if (!process.connected) end();
