/** Every CPython that is here, each leak in a live process of it: the holder, the lines, and which ones ran. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOrigins } from '../../src/python/read-origins.ts';
import { registerChild } from '../support/cleanup.ts';
import { expected, LEAKS, originOf, summary } from './leaks.ts';

const SCRIPT = fileURLToPath(new URL('../support/apps/leaky_process.py', import.meta.url));
const LEAKED = 40;

/** Debian's, and those of pyenv. */
const pythons = [8, 9, 10, 11, 12, 13].flatMap(minor => {
  const found = globSync(`${homedir()}/.pyenv/versions/3.${minor}.*/bin/python3.${minor}`);
  return [`/usr/bin/python3.${minor}`, ...found].filter(path => existsSync(path)).map(path => ({ minor, path }));
});

interface Leaky {
  pid: number;
  say(line: string): Promise<void>;
}

async function startLeaky(python: string): Promise<Leaky> {
  const child: ChildProcess = spawn(python, [SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  registerChild(child);
  const lines: Interface = createInterface(child.stdout!);
  await once(lines, 'line');
  return {
    pid: child.pid!,
    async say(line) {
      const answer = once(lines, 'line');
      child.stdin!.write(`${line}\n`);
      await answer;
    },
  };
}

test.each([8, 9, 10, 11, 12, 13])('a CPython 3.%i is here', minor => {
  const here = pythons.filter(each => each.minor === minor);
  if (here.length === 0) console.log(`CPython 3.${minor} is not on this machine: its layout was not tested`);
});

describe.each(pythons)('$path', ({ minor, path }) => {
  let leaky: Leaky;
  beforeAll(async () => {
    leaky = await startLeaky(path);
  });
  afterAll(async () => leaky.say('release'));

  test.each(LEAKS.map(leak => ({ leak, kind: leak.kind })))('$kind', async ({ leak }) => {
    await leaky.say('release');
    await leaky.say(`${leak.kind} ${LEAKED}`);
    const origins = await readOrigins({ procRoot: '/proc', pid: leaky.pid, startTime: null, limits: { seconds: 20 } });
    const origin = originOf(leak, origins);
    expect(summary(origin)).toEqual(expected(leak, pattern => expect.stringMatching(pattern)));
    expect(origins.python).toEqual({ version: expect.stringMatching(`^3\\.${minor}\\.`), supported: true });
    expect({ complete: origins.complete, notes: origins.notes }).toEqual({ complete: true, notes: [] });
  });
});
