/** Requests from a process of its own, one after the other, each of them timed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { registerChild } from '../../test/support/cleanup.ts';
import { program } from './helper.ts';

export interface Asks {
  /** How long each request took since this was last called, in ms. @throws Error when one failed */
  took(): Promise<number[]>;
  stop(): Promise<void>;
}

/** GET / on a port of the loopback, with so many seconds between two requests. */
export async function startAsks(port: number, pause: number): Promise<Asks> {
  const child = spawn('/usr/bin/python3', [program('asks.py'), `${port}`, `${pause}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = registerChild(child);
  const lines = createInterface({ input: child.stdout! });
  await once(lines, 'line');
  return {
    async took() {
      const line = once(lines, 'line');
      child.stdin!.write('\n');
      const { took, failed } = JSON.parse((await line)[0]);
      if (failed.length > 0) throw new Error(`requests failed: ${failed.join(', ')}`);
      return took;
    },
    async stop() {
      await stop();
    },
  };
}
