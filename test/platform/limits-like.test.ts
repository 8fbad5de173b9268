/** The resource limits of what runs as another user: of real processes, and of text as the kernel writes it. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { findProgram, type TrustedProgram } from '../../src/platform/find-program.ts';
import { limitWords } from '../../src/platform/limits-like.ts';
import { runProgram } from '../../src/platform/run-program.ts';
import { identityOf } from '../../src/proc/identity.ts';
import { registerChild } from '../support/cleanup.ts';
import { need, root } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';

const text = (
  files: string,
  memory: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max locked memory         ${memory.padEnd(20)} ${memory.padEnd(20)} bytes
Max open files            ${files} files
Max something new         7                    7                    bytes
`;

test('the lower of each, and nothing that prlimit does not know', () => {
  const theirs = text('40                   8000                ', 'unlimited');
  const own = text('1024                 4096                ', '65536');
  expect(limitWords(theirs, own)).toEqual(['--cpu=unlimited:unlimited', '--memlock=65536:65536', '--nofile=40:4096']);
  expect(limitWords('', own)).toEqual([]);
});

need(root)('a program that runs as another user', () => {
  test('has the limits of the process that it stands for', async () => {
    const words = ['--nofile=60:70', '--core=0:0', '--nproc=300:400', 'sleep', '100'];
    const child = spawn('prlimit', words, { stdio: 'ignore' });
    const stop = registerChild(child);
    await waitUntil('it runs', () => identityOf(child.pid!)?.exe?.raw.endsWith('/sleep') ?? false);
    const as = { uid: 64_322, gid: 64_322, groups: [] };
    const cat = findProgram('cat') as TrustedProgram;
    const run = async (limitsOf?: number) => {
      const limits = limitsOf === undefined ? {} : { limitsOf };
      const { stdout } = await runProgram('check', cat, ['/proc/self/limits'], { timeoutMs: 10_000, as, ...limits });
      return stdout.raw;
    };
    const said = await run(child.pid!);
    expect(said).toMatch(/^Max open files +60 +70 /m);
    expect(said).toMatch(/^Max core file size +0 +0 /m);
    expect(said).toMatch(/^Max processes +300 +400 /m);
    expect(await run()).not.toMatch(/^Max open files +60 +70 /m);
    await stop();
  });
});
