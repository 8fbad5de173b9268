/** The program in a real terminal on a real Gunicorn, driven by keys, judged by what a person would see. */
import { expect, it } from 'vitest';
import { THEMES } from '../../src/ui/themes.ts';
import { FDTOP } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const RED = THEMES.default.tones.bad.color[0];

function start(
  options: { args?: string[]; cols?: number; rows?: number; env?: Record<string, string> } = {},
): Terminal {
  const { args = [], cols = 80, rows = 24, env } = options;
  return openTerminal({ command: process.execPath, args: [FDTOP, ...args], cols, rows, env });
}

/** The line of a process, null while there is none. */
function rowOf(terminal: Terminal, pid: number): string | null {
  return terminal.text().find(line => new RegExp(`^. *[!?]* *${pid} `).test(line)) ?? null;
}

/** Selects a row with the arrow keys. */
async function select(terminal: Terminal, pid: number): Promise<void> {
  await terminal.waitFor(() => rowOf(terminal, pid));
  terminal.key('home');
  for (let step = 0; step < 50; step += 1) {
    await terminal.waitFor(/^›/m);
    if (rowOf(terminal, pid)?.startsWith('›')) return;
    const before = terminal.text().join('\n');
    terminal.key('down');
    await terminal.waitFor(() => terminal.text().join('\n') !== before);
  }
  throw new Error(`row ${pid} cannot be selected\n${terminal}`);
}

/** Other test files may run Gunicorns at the same time: the filter leaves the one of this name on the screen. */
async function showOnly(terminal: Terminal, name: string): Promise<void> {
  await terminal.waitFor(/q quit/);
  terminal.write(`/${name}`);
  terminal.key('enter');
  await terminal.waitFor(() => instancesOn(terminal) === 1 && terminal.find(` ▾ ${name} `));
}

function instancesOn(terminal: Terminal): number {
  return terminal.text().filter(line => line.startsWith(' ▾ ')).length;
}

async function leaking(name: string, fds = 12_000): Promise<{ gunicorn: Gunicorn; leaker: number }> {
  const gunicorn = await startGunicorn({ workers: 4, name });
  const leaker = gunicorn.workerPids()[2]!;
  await gunicorn.hold(leaker, 'file', fds);
  return { gunicorn, leaker };
}

async function expectCleanExit(terminal: Terminal, code: number): Promise<void> {
  const exit = await terminal.exit;
  expect(exit.code, `${terminal}`).toBe(code);
  expect(terminal.altScreen()).toBe(false);
  expect(terminal.cursorVisible()).toBe(true);
  expect(exit.sttyRestored, exit.stty.after).toBe(true);
  expect(terminal.modes()).toEqual({
    mouse: false,
    bracketedPaste: false,
    applicationCursor: false,
    focusEvents: false,
  });
}

need('gunicorn', 'python3-setproctitle')('the live screen on a real Gunicorn', () => {
  it('shows the leaking worker first and red, selected, with what to do', async () => {
    const { gunicorn, leaker } = await leaking('leaky-shop');
    const terminal = start();
    await showOnly(terminal, 'leaky-shop');
    await terminal.waitFor(/\d leaking/);
    await terminal.waitFor(() => rowOf(terminal, leaker)?.includes('12,0'));
    const rows = terminal.text().filter(line => /^. *[!?]* *\d+ +(worker|master)/.test(line));
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(new RegExp(`^› !! ${leaker} +worker +12,0\\d\\d`));
    expect(terminal.find(String(leaker))![0]).toMatchObject({ fg: RED, bold: true });
    await terminal.waitFor(/leaked:\s+12,0\d\d\s+fds,\s+more\s+than\s+10,000/);
    expect(terminal.altScreen()).toBe(true);
    terminal.write('q');
    await expectCleanExit(terminal, 0);
    await gunicorn.stop();
  });

  it('k replaces the worker and says so; Enter on the dialog as it opens does nothing', async () => {
    const { gunicorn, leaker } = await leaking('replaced');
    const terminal = start({ cols: 100, rows: 30 });
    await showOnly(terminal, 'replaced');
    await select(terminal, leaker);
    terminal.write('k');
    await terminal.waitFor(`Replace worker ${leaker}?`);
    expect(terminal.find('[ Cancel ]')![0]).toMatchObject({ inverse: true });
    terminal.key('enter');
    await terminal.waitFor(() => !terminal.text().join('\n').includes('Replace worker'));
    expect(isAlive(leaker)).toBe(true);

    terminal.write('k');
    await terminal.waitFor(`Replace worker ${leaker}?`);
    terminal.key('right');
    await terminal.waitFor('[ Gracefully (TERM) ]');
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`✓ ${leaker} gone after .*; replacement \\d+ is up with \\d+ fds`), {
      timeout: 20_000,
    });
    expect(isAlive(leaker)).toBe(false);
    const replacement = Number(/replacement (\d+)/.exec(terminal.text().join('\n'))![1]);
    expect(await gunicorn.waitForWorkers(4)).toContain(replacement);
    await terminal.waitFor(() => rowOf(terminal, replacement));
    await terminal.waitFor(() => rowOf(terminal, leaker) === null);
    terminal.write('q');
    await expectCleanExit(terminal, 0);
    await gunicorn.stop();
  });

  it('k on a worker that is busy with a request: TERM is not enough, KILL is', async () => {
    const gunicorn = await startGunicorn({ workers: 1, setproctitle: false, name: 'stopped' });
    const [worker] = gunicorn.workerPids();
    process.kill(worker!, 'SIGSTOP');
    const terminal = start({ cols: 100, rows: 30 });
    await showOnly(terminal, 'stopped');
    await select(terminal, worker!);
    terminal.write('k');
    await terminal.waitFor(`Replace worker ${worker}?`);
    terminal.key('right');
    terminal.key('enter');
    await terminal.waitFor(/still ending after \d+ s of 30 s/);
    terminal.write('k');
    await terminal.waitFor(`Replace worker ${worker}?`);
    terminal.key('left');
    await terminal.waitFor('[ Now (KILL) ]');
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`✓ ${worker} gone after .*; replacement \\d+ is up`), { timeout: 20_000 });
    terminal.write('q');
    await expectCleanExit(terminal, 0);
    await gunicorn.stop();
  });

  it('k on the master says that the service will stop', async () => {
    const gunicorn = await startGunicorn({ workers: 2, name: 'mastered' });
    const terminal = start();
    await showOnly(terminal, 'mastered');
    await select(terminal, gunicorn.masterPid);
    terminal.write('k');
    await terminal.waitFor(`Kill master ${gunicorn.masterPid}?`);
    await terminal.waitFor(/the service will stop, and its 2 workers/);
    terminal.key('esc');
    await terminal.waitFor(() => !terminal.text().join('\n').includes('Kill master'));
    expect(isAlive(gunicorn.masterPid)).toBe(true);
    terminal.write('q');
    await terminal.exit;
    await gunicorn.stop();
  });

  it('r reloads a master that was started by hand, and says that it is a reload', async () => {
    const gunicorn = await startGunicorn({ workers: 2, name: 'reloaded' });
    const before = gunicorn.workerPids();
    const terminal = start({ cols: 100, rows: 30 });
    await showOnly(terminal, 'reloaded');
    await select(terminal, before[0]!);
    terminal.write('r');
    await terminal.waitFor(`Restart master ${gunicorn.masterPid}?`);
    await terminal.waitFor('No restart: it was started by hand');
    await terminal.waitFor(`Reload runs: kill -HUP ${gunicorn.masterPid}`);
    terminal.key('right');
    await terminal.waitFor('[ Reload ]');
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`✓ master ${gunicorn.masterPid} reloaded in .*: 2 new workers up`), {
      timeout: 40_000,
    });
    const after = await gunicorn.waitForWorkers(2);
    expect(after.filter(pid => before.includes(pid))).toEqual([]);
    terminal.write('q');
    await terminal.exit;
    await gunicorn.stop();
  });

  it('t shows the top fd types of the selected worker, sockets with state and peer', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'typed' });
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 150);
    await gunicorn.hold(worker!, 'deleted', 50);
    await gunicorn.hold(worker!, 'pipe', 20);
    const terminal = start({ cols: 120, rows: 30 });
    await showOnly(terminal, 'typed');
    await select(terminal, worker!);
    terminal.write('t');
    await terminal.waitFor(/exact, read in/);
    const lines = terminal.text();
    expect(lines[0]).toMatch(new RegExp(`worker ${worker} +\\d+ fds`));
    expect(lines[2]).toMatch(/^ +\d+\.\d% +150 +\S+ +TCP CLOSE_WAIT → 127\.0\.0\.1:\d+/);
    expect(lines.join('\n')).toMatch(/ 50 +.*deleted/);
    terminal.key('esc');
    await terminal.waitFor(() => rowOf(terminal, worker!));
    terminal.write('q');
    await expectCleanExit(terminal, 0);
    await gunicorn.stop();
  });

  it('sorts with < > I, and the selection stays with its process', async () => {
    const { gunicorn, leaker } = await leaking('sorted', 1500);
    const terminal = start({ cols: 100 });
    await showOnly(terminal, 'sorted');
    const order = () => terminal.text().flatMap(line => /^. *[!?]* *(\d+) +(?:worker|master)/.exec(line)?.[1] ?? []);
    await terminal.waitFor(() => order()[0] === String(leaker) && rowOf(terminal, leaker)!.startsWith('›'));
    terminal.write('I');
    await terminal.waitFor(() => order().at(-1) === String(leaker));
    expect(rowOf(terminal, leaker)).toMatch(/^›/);
    terminal.write('<<');
    await terminal.waitFor(/PID ▲/);
    expect(order().map(Number)).toEqual([gunicorn.masterPid, ...gunicorn.workerPids()].sort((a, b) => a - b));
    expect(rowOf(terminal, leaker)).toMatch(/^›/);
    terminal.write('q');
    await terminal.exit;
    await gunicorn.stop();
  });

  it('filters, pauses and helps', async () => {
    const { gunicorn, leaker } = await leaking('filtered', 50);
    const other = gunicorn.workerPids().find(pid => pid !== leaker)!;
    const terminal = start({ rows: 50 });
    await showOnly(terminal, 'filtered');
    await terminal.waitFor(() => rowOf(terminal, leaker) && rowOf(terminal, other));
    terminal.write(`/ ${leaker}`);
    await terminal.waitFor(() => rowOf(terminal, other) === null);
    expect(rowOf(terminal, leaker)).not.toBeNull();
    terminal.key('enter');
    await terminal.waitFor(/Esc clears it/);
    terminal.key('esc');
    await terminal.waitFor(() => !/Esc clears it/.test(terminal.text().join('\n')));
    terminal.write('p');
    await terminal.waitFor('PAUSED');
    terminal.write('p?');
    await terminal.waitFor(/^ Keys$/m);
    await terminal.waitFor('replace the selected worker');
    terminal.write('q');
    await expectCleanExit(terminal, 0);
    await gunicorn.stop();
  });
});

it.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('gives the terminal back on %s', async (signal, code) => {
  const terminal = start();
  await terminal.waitFor(/quit/);
  await terminal.kill(signal);
  await expectCleanExit(terminal, code);
});

it('gives the terminal back on Ctrl-C', async () => {
  const terminal = start();
  await terminal.waitFor(/quit/);
  terminal.key('ctrl-c');
  await expectCleanExit(terminal, 130);
});

it('Ctrl-Z stops it with a clean terminal, and it comes back', async () => {
  const terminal = start();
  await terminal.waitFor(/quit/);
  terminal.key('ctrl-z');
  await terminal.waitFor('stopped, Enter resumes');
  expect(terminal.altScreen()).toBe(false);
  terminal.key('enter');
  await terminal.waitFor(() => terminal.altScreen() && /quit/.test(terminal.text().join('\n')));
  terminal.write('q');
  await expectCleanExit(terminal, 0);
});

it('says what it needs on a terminal that is too small, and draws when that grows', async () => {
  const terminal = start({ cols: 39, rows: 7 });
  await terminal.waitFor('fdtop needs 40x8, this is 39x7');
  terminal.resize(80, 24);
  await terminal.waitFor(/q quit/);
  terminal.resize(40, 8);
  await terminal.waitFor(/k kill/);
  terminal.write('q');
  await expectCleanExit(terminal, 0);
});

it('offers the demo with one key where nothing runs, and the demo ends with it', async () => {
  // A name that no process has, so that the table is empty whatever runs here: the filter of a proc tree without Gunicorn.
  const terminal = openTerminal({
    command: 'unshare',
    args: ['--fork', '--pid', '--mount-proc', '--kill-child', process.execPath, FDTOP],
    cols: 100,
    rows: 30,
  });
  await terminal.waitFor('No Gunicorn runs on this machine.');
  terminal.key('enter');
  await terminal.waitFor(/▾ demo +4 workers/, { timeout: 30_000 });
  await terminal.waitFor(/elevated|leaking|critical/, { timeout: 40_000 });
  terminal.write('q');
  await expectCleanExit(terminal, 0);
}, 90_000);
