/** The table of the live screen, in real terminals of many sizes, over a proc tree that stands still. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { gunicornTree, MASTER, workerPid } from '../support/gunicorn-tree.ts';
import { still } from './still.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shop = gunicornTree({ host: 'web-1', workers: 6, fds: { 0: 1_200, 1: 150 }, unit: 'shop.service' });
const HELPER = 900;
shop.add({
  pid: HELPER,
  ppid: workerPid(2),
  argv: ['gunicorn: worker [shop:app]'],
  cgroup: '/system.slice/shop.service',
  fds: 3,
});

interface Options {
  args?: string[];
  cols?: number;
  rows?: number;
  root?: string;
  /** None, unless one is given. */
  config?: string;
}

function start({ args = [], cols = 80, rows = 24, root = shop.root, config = '/nonexistent' }: Options = {}): Terminal {
  return openTerminal({
    command: process.execPath,
    args: [FDTOP, '--proc-root', root, '--warn', '100', '--leak', '1000', ...args],
    cols,
    rows,
    env: { XDG_CONFIG_HOME: config, LANG: 'C.UTF-8' },
  });
}

async function quit(terminal: Terminal): Promise<void> {
  terminal.write('q');
  expect((await terminal.exit).code).toBe(0);
}

/** Pids of the rows, from the top. */
function rowsOf(terminal: Terminal): number[] {
  return terminal.text().flatMap(line => {
    const [, pid] = /^. *[!?]*\*? *[│├└─… ]*(\d+) +(?:worker|master|helper|-)/.exec(line) ?? [];
    return pid ? [Number(pid)] : [];
  });
}

const has = (terminal: Terminal, words: string | RegExp) =>
  typeof words === 'string' ? terminal.text().join('\n').includes(words) : words.test(terminal.text().join('\n'));

describe('the filter', () => {
  it('is on as soon as it can be read; what is wrong is marked where it stands, and the last one stays on', async () => {
    const terminal = start();
    await terminal.waitFor(() => rowsOf(terminal).length === 8);
    terminal.write('/fds>');
    await terminal.waitFor('fds> wants a number, as 1000 or 10k');
    expect(rowsOf(terminal)).toHaveLength(8);
    terminal.write('0.1k');
    await terminal.waitFor(() => rowsOf(terminal).join() === [workerPid(0), workerPid(1)].join());
    terminal.write(' and role>worker');
    await terminal.waitFor('role is a text: it takes =, != or ~');
    expect(rowsOf(terminal)).toEqual([workerPid(0), workerPid(1)]);
    const typed = terminal.find('fds>0.1k and role>worker')!;
    const looks = ({ fg, bg, bold, underline, inverse }: (typeof typed)[number]) =>
      JSON.stringify({ fg, bg, bold, underline, inverse });
    const [good, bad, after] = ['role', '>', 'worker'].map(part =>
      looks(typed['fds>0.1k and role>worker'.lastIndexOf(part)]!),
    );
    expect(bad).not.toBe(good);
    expect(after).toBe(good);
    terminal.key('enter');
    await terminal.waitFor('role is a text');
    for (let count = 0; count < '>worker'.length; count += 1) terminal.key('backspace');
    await terminal.waitFor(/role: then =, != or ~, and one of master, worker/);
    terminal.write('=wrker x');
    await terminal.waitFor('"wrker" is none of master, worker');
    for (let count = 0; count < ' and role=wrker x'.length; count += 1) terminal.key('backspace');
    terminal.key('enter');
    await terminal.waitFor('filter: fds>0.1k (Esc clears it)');
    terminal.key('esc');
    await terminal.waitFor(() => rowsOf(terminal).length === 8);
    await quit(terminal);
  });

  it('of more than one line, as config.toml may have it, is one on the screen, and no terminal obeys it', async () => {
    const terminal = start({ args: ['--filter', 'fds>0.1k\nor "\x1b[2Jnone"'] });
    await terminal.waitFor(/filter: fds>0\.1k or " \[2Jnone" \(Esc clears it\)/);
    expect(terminal.text()[0]).toMatch(/^ fdtop/);
    expect(terminal.text().at(-1)).toContain('t types');
    await quit(terminal);
  });

  it('fits into the smallest terminal, with what is expected', async () => {
    const terminal = start({ cols: 40, rows: 8 });
    await terminal.waitFor(/t types/);
    terminal.write('/role=worker and used>5% and fds>');
    await terminal.waitFor(/^ filter: ….*fds>█ .*fds> wants/m);
    expect(Math.max(...terminal.text().map(line => line.length))).toBeLessThanOrEqual(40);
    terminal.key('esc');
    await quit(terminal);
  });

  it('is given by --filter, and Esc takes it off', async () => {
    const terminal = start({ args: ['--filter', 'not role=worker'] });
    await terminal.waitFor(() => rowsOf(terminal).join() === [MASTER, HELPER].join());
    await terminal.waitFor('filter: not role=worker (Esc clears it)');
    terminal.key('esc');
    await terminal.waitFor(() => rowsOf(terminal).length === 8);
    await quit(terminal);
  });
});

describe('g', () => {
  it('goes from groups to a flat list to a tree and back; ancestors of what a filter finds are dim', async () => {
    const terminal = start({ cols: 100 });
    await terminal.waitFor(' ▾ shop.service');
    terminal.write('g');
    await terminal.waitFor(() => !has(terminal, '▾'));
    expect(rowsOf(terminal)[0]).toBe(workerPid(0));
    terminal.write('g');
    await terminal.waitFor(`├─ ${workerPid(0)}`);
    expect(rowsOf(terminal)[0]).toBe(MASTER);
    await terminal.waitFor(new RegExp(`│ {2}└─ ${HELPER}|└─ ${HELPER}`));
    terminal.write('/role=helper');
    terminal.key('enter');
    await terminal.waitFor(() => rowsOf(terminal).join() === [MASTER, workerPid(2), HELPER].join());
    await terminal.waitFor(new RegExp(`^› +└─ ${HELPER}`, 'm'));
    const look = (pid: number) => terminal.find(` ${pid} `)!.at(1)!;
    expect([look(MASTER).fg, look(MASTER).dim]).not.toEqual([look(HELPER).fg, look(HELPER).dim]);
    terminal.key('up');
    terminal.key('home');
    await terminal.waitFor(new RegExp(`^› +└─ ${HELPER}`, 'm'));
    terminal.key('esc');
    terminal.write('g');
    await terminal.waitFor(' ▾ shop.service');
    await quit(terminal);
  });

  it('draws the tree in ASCII where the terminal has nothing else', async () => {
    const terminal = openTerminal({
      command: process.execPath,
      args: [FDTOP, '--proc-root', shop.root],
      cols: 100,
      rows: 24,
      env: { LC_ALL: 'C', LANG: 'C' },
    });
    await terminal.waitFor(/quit/);
    terminal.write('gg');
    await terminal.waitFor(`+- ${workerPid(0)}`);
    expect(terminal.text().join('')).toMatch(/^[ -~]*$/);
    await quit(terminal);
  });
});

describe('the columns', () => {
  it.each(['C', 'F2'])('are chosen with %s, at once, and kept with s for the next start', async key => {
    const config = join(folder, key);
    const terminal = start({ cols: 100, config });
    await terminal.waitFor(/FDS ▼/);
    if (key === 'C') terminal.write('C');
    else terminal.key('f2');
    await terminal.waitFor(/^› \[x\] FDS/m);
    terminal.key('space');
    await terminal.waitFor(/^› \[ \] FDS/m);
    terminal.key('end');
    await terminal.waitFor(/^› \[.\] COMMAND/m);
    for (let count = 0; count < 20; count += 1) terminal.key('left');
    await terminal.waitFor(/^ COMMAND {2}PID {2}ROLE/m);
    terminal.write('s');
    await terminal.waitFor(/✓ saved in .*config\.toml/);
    terminal.key('esc');
    await terminal.waitFor(/^ +COMMAND +PID +ROLE +(LIMIT +)?USED/m);
    await quit(terminal);
    expect(readFileSync(join(config, 'fdtop/config.toml'), 'utf8')).toMatch(
      /^columns = \["host", "command", "pid", "role", "limit", .*\]\n$/,
    );
    const next = start({ cols: 100, config });
    await next.waitFor(/^ +COMMAND +PID +ROLE +(LIMIT +)?USED/m);
    await quit(next);
  });

  it('are given by --columns', async () => {
    const terminal = start({ args: ['--columns', 'severity,fds,ppid,pid'] });
    await terminal.waitFor(/^ +SEVERITY +FDS ▼ PPID +PID$/m);
    await quit(terminal);
  });
});

const SIZES = [
  [40, 8],
  [41, 9],
  [60, 15],
  [80, 24],
  [120, 40],
  [160, 50],
  [250, 100],
] as const;

/** Columns that do not change by themselves. */
const STILL = ['--columns', 'pid,role,fds,limit,used,user,instance,command'];

/** Without the head, which has the clock. */
const body = (terminal: Terminal) => terminal.text().slice(2).join('\n');

it.each(SIZES)('%d x %d is drawn to its edges, and nothing is wider', async (cols, rows) => {
  const terminal = start({ cols, rows });
  await terminal.waitFor(() => terminal.text().at(-1)!.includes('t types'));
  await terminal.waitFor(() => rowsOf(terminal)[0] === workerPid(0));
  expect(terminal.text()[0]).toMatch(/^ fdtop/);
  expect(terminal.text()).toHaveLength(rows);
  for (const name of ['PID', 'ROLE', 'FDS ▼', ...(cols < 250 ? [] : ['COMMAND', 'USER', 'LAST 2 MIN', 'CPU%'])])
    await terminal.waitFor(name);
  await quit(terminal);
});

it('resized from any size to any other it looks as if it had been started so: no ghosts', async () => {
  const fresh = new Map<string, string>();
  for (const [cols, rows] of SIZES) {
    const terminal = start({ cols, rows, args: STILL });
    await terminal.waitFor(/leaked/);
    fresh.set(`${cols}x${rows}`, await still(() => body(terminal)));
    await quit(terminal);
  }
  const terminal = start({ cols: 250, rows: 100, args: STILL });
  await terminal.waitFor(/leaked/);
  for (const [cols, rows] of [...SIZES, ...[...SIZES].reverse(), SIZES[3], SIZES[0], SIZES[6], SIZES[0]] as const) {
    terminal.resize(cols, rows);
    await terminal
      .waitFor(() => body(terminal) === fresh.get(`${cols}x${rows}`))
      .catch((error: Error) => {
        throw new Error(`${cols}x${rows}: ${error.message}\nas it should be:\n${fresh.get(`${cols}x${rows}`)}`);
      });
  }
  await quit(terminal);
}, 120_000);

it('2,000 rows: the ends are reached, and what was typed meanwhile is not lost', async () => {
  const fds = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [index, index === 1999 ? 1_100 : 12]));
  const many = gunicornTree({ host: 'web-2', workers: 2000, fds });
  const terminal = start({ root: many.root, cols: 120, rows: 40 });
  await terminal.waitFor(() => rowsOf(terminal)[0] === workerPid(1999));
  terminal.key('end');
  await terminal.waitFor(new RegExp(`^› +${MASTER} `, 'm'));
  terminal.key('up');
  await terminal.waitFor(new RegExp(`^› +${workerPid(1998)} `, 'm'));
  terminal.key('page-up');
  terminal.key('home');
  await terminal.waitFor(/^›▾ gunicorn\.service|^› !! 2100 /m);
  terminal.write(`/pid=${workerPid(1000)}`);
  await terminal.waitFor(() => rowsOf(terminal).join() === String(workerPid(1000)));
  terminal.key('esc');
  await quit(terminal);
}, 120_000);
