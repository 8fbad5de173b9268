/** S11: a process chooses how much its files in /proc say. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rawOf } from '../../src/model/foreign.ts';
import { MOST_CMDLINE_BYTES, readCmdline } from '../../src/proc/cmdline.ts';
import { readDetails } from '../../src/proc/read-details.ts';
import { readStat } from '../../src/proc/stat.ts';
import { MOST_PROC_BYTES, readProcFile, readProcLines, readProcText } from '../../src/proc/tree.ts';
import { parseMaps } from '../../src/python/maps.ts';
import { registerChild } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { procTree } from '../support/proc-tree.ts';

const WIDE = fileURLToPath(new URL('../support/apps/wide_argv.py', import.meta.url));
/** Of zero pages: its owner has none of them. */
const GIGABYTES = '1';

/** `title` is its argv[0], where it keeps its own. */
async function startWide(which: 'argv' | 'environ', title: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn('/usr/bin/python3', [WIDE, which, GIGABYTES], {
    argv0: title,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  registerChild(child);
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
  ]);
  return child as unknown as ChildProcess & { pid: number };
}

/** Seconds and megabytes of `fdtop --once --json`, and of all its processes. */
function cost(): { seconds: number; megabytes: number } {
  const script = [
    'import resource, subprocess, sys, time',
    'start = time.time()',
    'subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)',
    'print(time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)',
  ];
  const command = [process.execPath, FDTOP, '--once', '--json'];
  const told = execFileSync('/usr/bin/python3', ['-c', script.join('\n'), ...command], { encoding: 'utf8' });
  const [seconds, megabytes] = told.split(' ').map(Number) as [number, number];
  return { seconds, megabytes };
}

describe('a process whose argv and environ span gigabytes', () => {
  test('costs fdtop no more than any other', async () => {
    const before = cost();
    await startWide('argv', 'gunicorn: worker [wide]');
    await startWide('environ', 'gunicorn: worker [wide]');
    const after = cost();
    expect(after.megabytes).toBeLessThan(1.5 * before.megabytes);
    // Ten seconds it was, and 4.9 GB.
    expect(after.seconds).toBeLessThan(3 * before.seconds + 1);
  });

  test('is read up to a bound, and what was cut is known', async () => {
    const { pid } = await startWide('argv', 'x');
    expect(readProcText(`/proc/${pid}/cmdline`, 1000)).toEqual({ text: '\0'.repeat(1000), isCut: true });
    expect(readCmdline('/proc', pid)).toEqual({ argv: [], isCut: true });
    const { pid: other } = await startWide('environ', 'x');
    expect(readProcFile(`/proc/${other}/environ`).length).toBe(MOST_PROC_BYTES);
  });
});

test('a long command line is cut as ps cuts it, and the page about the process shows that', () => {
  const argument = 'a'.repeat(100_000);
  const tree = procTree().add({ pid: 7, argv: ['python3', argument, argument, 'last'] });
  const { argv, isCut } = readCmdline(tree.root, 7);
  expect(isCut).toBe(true);
  expect(rawOf(argv).join(' ').length).toBe(MOST_CMDLINE_BYTES);
  const details = readDetails(tree.root, readStat(tree.root, 7)!);
  expect(details.argv).toEqual({ value: ['python3', expect.any(String), expect.any(String), '…'] });
  const many = procTree().add({ pid: 7, argv: Array.from({ length: 2_000 }, () => 'a') });
  expect(readDetails(many.root, readStat(many.root, 7)!).argv).toEqual({ value: [...Array(500).fill('a'), '…'] });
});

test('a file of exactly the most bytes is not cut', () => {
  const tree = procTree()
    .write('exact', 'x'.repeat(MOST_PROC_BYTES))
    .write('more', 'x'.repeat(MOST_PROC_BYTES + 1));
  expect(readProcText(`${tree.root}/exact`)).toEqual({ text: 'x'.repeat(MOST_PROC_BYTES), isCut: false });
  expect(readProcText(`${tree.root}/more`)).toEqual({ text: 'x'.repeat(MOST_PROC_BYTES), isCut: true });
});

test('of a table only the lines asked for are kept, and no more than its first bytes looked at', () => {
  const tree = procTree().write('table', 'one\ntwo\n'.repeat(1000));
  const lines = (most: number) => readProcLines(`${tree.root}/table`, most, line => line === 'two').length;
  expect(lines(2 ** 20)).toBe(1000);
  expect(lines(600)).toBe(100);
});

test('of maps no more rows are kept than a process may have', () => {
  const row = '55d0c0000000-55d0c0021000 rw-p 00000000 00:00 0 \n';
  expect(parseMaps(row.repeat(200_000)).length).toBe(131_072);
});
