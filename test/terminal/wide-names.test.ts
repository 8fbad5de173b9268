/** Real processes with names of all kinds, on the screen of a terminal that measures code point by code point. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { waitUntil } from '../support/wait.ts';
import { NAMES } from '../ui/names.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Only those of this test file. */
const MARK = `names${process.pid}`;
const named = new Map<number, string>();
const children: ChildProcess[] = [];

beforeAll(async () => {
  for (const name of Object.values(NAMES)) {
    const title = `${MARK} ${name}`.repeat(3);
    // A shell of its own keeps stdin: it ends with this test, however that ends.
    const child = spawn('bash', ['-c', 'exec -a "$0" cat', title], { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(child);
    named.set(child.pid!, title);
  }
  const isNamed = ([pid, title]: [number, string]) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === title;
  await waitUntil('all to have their names', () => [...named].every(isNamed));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** In each row the column at which what stands behind the name begins, in cells of the terminal. */
function edges(terminal: Terminal): Map<number, number> {
  const found = new Map<number, number>();
  for (let row = 0; row < terminal.rows; row += 1) {
    const cells = Array.from({ length: terminal.cols }, (_, column) => terminal.cell(row, column));
    const pid = Number(/^. *[!?]* *(\d+) /.exec(cells.map(({ char }) => char).join(''))?.[1]);
    if (!named.has(pid)) continue;
    // FDS is last and right-aligned: its last digit is where the row ends.
    found.set(
      pid,
      cells.findLastIndex(({ char }) => /\d/.test(char)),
    );
  }
  return found;
}

test.each([
  [60, 40],
  [81, 40],
  [120, 40],
  [250, 40],
])('the columns behind them stand where they should: %d x %d', async (cols, rows) => {
  const args = [FDTOP, '--all', '--filter', `command~^${MARK}`, '--columns', 'pid,command,fds'];
  const terminal = openTerminal({ command: process.execPath, args, cols, rows, env: { LANG: 'C.UTF-8' } });
  terminal.write('g');
  await terminal.waitFor(() => edges(terminal).size === named.size);
  const columns = new Set(edges(terminal).values());
  expect([...columns], `${terminal}`).toHaveLength(1);
  const [edge] = columns;
  expect(edge).toBe(
    terminal
      .text()
      .find(line => line.includes(' FDS ▼'))!
      .indexOf('▼'),
  );
  terminal.write('q');
  expect((await terminal.exit).code).toBe(0);
});
