/** qemu's monitor: commands as a person would type them, over its QMP socket. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { waitUntil } from '../../support/wait.ts';

/** Gives what the command prints. qemu's `quit` may hang up before it answers; that is fine. */
export async function monitor(socketPath: string, command: string): Promise<string> {
  const socket = connect(socketPath);
  await once(socket, 'connect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const send = (message: object) => socket.write(`${JSON.stringify(message)}\n`);
  const answer = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return '';
      const message = JSON.parse(value);
      if (message.error) throw new Error(`qemu: ${command}: ${message.error.desc}`);
      if ('return' in message) return message.return; // else the greeting, or an event
    }
  };
  try {
    send({ execute: 'qmp_capabilities' });
    await answer();
    send({ execute: 'human-monitor-command', arguments: { 'command-line': command } });
    return await answer();
  } catch (error) {
    if (command === 'quit' && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return '';
    throw error;
  } finally {
    socket.destroy();
  }
}

/** Writes the memory of the running machine to a file, compressed. It stands still from then on. */
export async function saveMemory(socketPath: string, file: string): Promise<void> {
  await monitor(socketPath, 'stop');
  await monitor(socketPath, 'migrate_set_parameter max-bandwidth 8G');
  await monitor(socketPath, `migrate -d "exec:zstd -q -1 -o '${file}'"`);
  const status = await waitUntil(
    'the memory to be saved',
    async () => {
      const info = await monitor(socketPath, 'info migrate');
      return /^(?:Migration s|S)tatus:\s+(completed|failed|cancelled)/m.exec(info)?.[1];
    },
    { timeout: 300_000, every: 200 },
  );
  if (status !== 'completed') throw new Error(`the memory could not be saved: ${status}`);
}

/** Waits until a machine that was started with `-incoming` has its memory, and lets it go on. */
export async function resumeMemory(socketPath: string): Promise<void> {
  await waitUntil(
    'the saved memory to be loaded',
    async () => !/inmigrate/.test(await monitor(socketPath, 'info status')),
    { timeout: 300_000, every: 100 },
  );
  await monitor(socketPath, 'cont'); // it was stopped when it was saved, and comes back so
}
