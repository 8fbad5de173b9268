/**
 * The test's end of the wire to each Gunicorn worker (apps/gunicorn.conf.py is the other): a unix socket to which every
 * worker connects once it is about to serve, and over which it is told what to hold.
 */
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

export type Command = { do: 'hold'; kind: string; count: number; peer?: number } | { do: 'release' };

interface Worker {
  ppid: number;
  socket: Socket;
  lines: Interface;
}

export interface Control {
  /** The workers that are connected now, of the given master or of all. */
  pids(master?: number): number[];
  /** The masters of those workers. */
  masters(): number[];
  /** Makes the worker do it, and gives how many fds it then holds for the test. */
  tell(worker: number, command: Command): Promise<number>;
  close(): void;
}

export async function listenForWorkers(path: string): Promise<Control> {
  const workers = new Map<number, Worker>();
  const server = createServer(async socket => {
    socket.on('error', () => {}); // a killed worker resets it; 'close' follows
    const lines = createInterface({ input: socket });
    const [hello] = await once(lines, 'line');
    const { pid, ppid } = JSON.parse(hello);
    workers.set(pid, { ppid, socket, lines });
    socket.on('close', () => workers.get(pid)?.socket === socket && workers.delete(pid));
  });
  server.listen(path);
  await once(server, 'listening');
  chmodSync(path, 0o666); // a worker may run as another user

  return {
    pids: master => [...workers.keys()].filter(pid => master === undefined || workers.get(pid)!.ppid === master),
    masters: () => [...new Set([...workers.values()].map(worker => worker.ppid))],
    async tell(pid, command) {
      const worker = workers.get(pid);
      if (!worker) throw new Error(`no worker ${pid} is connected; these are: ${[...workers.keys()].join(', ')}`);
      const abandoned = new AbortController();
      const hangUp = () => abandoned.abort(new Error(`worker ${pid} died while it was told to ${command.do}`));
      worker.socket.once('close', hangUp);
      worker.socket.write(`${JSON.stringify(command)}\n`);
      const [line] = await once(worker.lines, 'line', { signal: abandoned.signal }).catch(error => {
        throw error.cause ?? error;
      });
      worker.socket.off('close', hangUp);
      const { held, error } = JSON.parse(line);
      if (error) throw new Error(`worker ${pid}: ${error}`);
      return held;
    },
    close() {
      server.close();
      for (const { socket } of workers.values()) socket.destroy();
    },
  };
}
