/** fdtop run in the world as root, and what is to be said about the run from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCHANGE, INSIDE_FDTOP, INSIDE_NODE, type World } from './world.ts';

/** What root's fdtop has in its environment, and nobody else is to see. */
export const SECRET = 'hunter2';

/** As inside/run.py tells it. */
export interface Result {
  code: number;
  seconds: number;
  /** Peak of its resident memory. */
  peakKb: number;
  timedOut: boolean;
  /** It was sent SIGINT. */
  interrupted: boolean;
  /** It got a controlling terminal. */
  tty: boolean;
  /** Its descendants that were still there when it had ended. */
  left: string[];
}

export interface Run extends Result {
  stdout: Buffer;
  stderr: Buffer;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Seconds after which it is killed. */
  limit?: number;
  /** Seconds after which it is sent SIGINT. */
  interrupt?: number[];
  /** Called while it runs; then it is sent SIGTERM. */
  meanwhile?: () => Promise<void>;
}

let turn = 0;

/** A spec for inside/run.py; gives its path in the world, and how to read the result. */
export function makeSpec(
  world: World,
  args: readonly string[],
  options: RunOptions & { session: boolean; inherit: boolean },
) {
  const { env = {}, cwd = '/', limit = 30, interrupt = [], session, inherit } = options;
  const name = `run-${process.pid}-${turn++}.json`;
  const spec = {
    words: [INSIDE_NODE, INSIDE_FDTOP, ...args],
    env: { ...ownEnvironment(), ...env },
    ...{ cwd, limit, interrupt, session, inherit, result: `${EXCHANGE}/results/${name}` },
  };
  writeFileSync(join(world.exchange, 'specs', name), JSON.stringify(spec));
  const result = join(world.exchange, 'results', name);
  return {
    words: ['/usr/bin/python3', `${EXCHANGE}/inside/run.py`, `${EXCHANGE}/specs/${name}`],
    end: () => writeFileSync(`${result}.end`, ''),
    hasEnded: () => existsSync(result),
    result: () => JSON.parse(readFileSync(result, 'utf8')) as Result,
  };
}

function ownEnvironment(): Record<string, string> {
  return { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', SECRET };
}

/** Runs `fdtop ARGS`, not on a terminal, as a service is run: a session of its own. */
export async function runFdtop(world: World, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { words, end, hasEnded, result } = makeSpec(world, args, { ...options, session: true, inherit: false });
  const [enter, ...rest] = world.enter;
  const child = spawn(enter!, [...rest, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const closed = once(child, 'close');
  if (options.meanwhile) await options.meanwhile().finally(end);
  await closed;
  if (!hasEnded()) throw new Error(`the runner failed: ${stderr()}`);
  return { ...result(), stdout: stdout(), stderr: stderr() };
}

const MOST_BYTES = 50_000_000;

function gather(stream: NodeJS.ReadableStream): () => Buffer {
  const parts: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= MOST_BYTES) parts.push(part);
  });
  return () => Buffer.concat(parts);
}
