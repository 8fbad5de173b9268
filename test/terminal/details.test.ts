/** The pages about one process and one instance, and the log of the session, on a real Gunicorn in a real terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { instance, sample, shop, snapshot } from '../ui/snapshots.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-details-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BRAILLE = /[\u2801-\u28ff]/;

function start(args: string[] = [], size: { cols: number; rows: number } = { cols: 120, rows: 60 }): Terminal {
  return openTerminal({ command: process.execPath, args: [FDTOP, ...args], ...size });
}

/** Other test files may run Gunicorns at the same time: the filter leaves the one of this name on the screen. */
async function showOnly(terminal: Terminal, name: string, worker: number): Promise<void> {
  await terminal.waitFor(/q quit/);
  terminal.write(`/${name}`);
  terminal.key('enter');
  await terminal.waitFor(new RegExp(`^›.* ${worker} `, 'm'));
}

async function leaking(name: string): Promise<{ gunicorn: Gunicorn; leaker: number }> {
  const gunicorn = await startGunicorn({ workers: 3, name });
  const leaker = gunicorn.workerPids()[1]!;
  await gunicorn.hold(leaker, 'close_wait', 700);
  await gunicorn.hold(leaker, 'file', 11_500);
  return { gunicorn, leaker };
}

async function expectCleanExit(terminal: Terminal): Promise<void> {
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
}

need('gunicorn', 'python3-setproctitle')('on a real Gunicorn', () => {
  it('Enter shows one worker; k there replaces it, and its successor and the log tell so', async () => {
    const { gunicorn, leaker } = await leaking('detailed');
    const terminal = start();
    await showOnly(terminal, 'detailed', leaker);
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`^ worker ${leaker} {3}detailed, master ${gunicorn.masterPid}`, 'm'));
    await terminal.waitFor(/12,2\d\d fds {3}leaking {3}61% of 20,000/);
    await terminal.waitFor(/20,000┤┄ limit/);
    await terminal.waitFor(/10,000┤┄ leak/);
    await terminal.waitFor(BRAILLE);
    await terminal.waitFor(/ 700 .*TCP CLOSE_WAIT → 127\.0\.0\.1:/);
    await terminal.waitFor(/now +soft 20,000, hard 20,000/);
    await terminal.waitFor(/configured +it was started by hand: no service manager owns it/);
    await terminal.waitFor(/command +"gunicorn: worker \[detailed\]"/);
    await terminal.waitFor(`directory    ${gunicorn.dir}`);
    await terminal.waitFor(/environment +not known: its title lies over it/);
    await gunicorn.hold(leaker, 'file', 300);
    await terminal.waitFor(/12,5\d\d fds/);

    terminal.key('tab');
    await terminal.waitFor(/open files, last 1 h/);
    terminal.write('z');
    await terminal.waitFor(/last 1 h, not from 0/);
    terminal.write('t');
    await terminal.waitFor(/exact, read in/);
    terminal.key('esc');
    await terminal.waitFor(/last 1 h, not from 0/);

    terminal.write('k');
    await terminal.waitFor(`Replace worker ${leaker}?`);
    terminal.key('right');
    await terminal.waitFor('[ Gracefully (TERM) ]');
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`✓ ${leaker} gone after .*; replacement \\d+ is up`), { timeout: 20_000 });
    const next = Number(/replacement (\d+)/.exec(terminal.text().join('\n'))![1]);
    const replaced = new RegExp(`worker ${next} of detailed replaced ${leaker}, which had \\d`);
    terminal.write('e');
    await terminal.waitFor('what happened');
    await terminal.waitFor(`fdtop kill ${leaker} --signal TERM`);
    await terminal.waitFor(replaced);
    await terminal.waitFor(new RegExp(`\\d\\d:\\d\\d:\\d\\d ✓ ${leaker} gone after`));
    terminal.write('e');
    await terminal.waitFor(new RegExp(` ${next} +worker`));
    terminal.key('home');
    while (!terminal.text().some(line => line.startsWith('›') && line.includes(` ${next} `))) {
      const before = terminal.text().join('\n');
      terminal.key('down');
      await terminal.waitFor(() => terminal.text().join('\n') !== before);
    }
    terminal.key('enter');
    await terminal.waitFor(`worker ${next}`);
    await terminal.waitFor(replaced);
    await expectCleanExit(terminal);
    await gunicorn.stop();
  });

  it('Enter on a heading shows its processes side by side', async () => {
    const { gunicorn, leaker } = await leaking('together');
    const terminal = start();
    await showOnly(terminal, 'together', leaker);
    terminal.key('home');
    terminal.key('up');
    await terminal.waitFor(/^›▾ together/m);
    await terminal.waitFor(/3 workers, 12,2\d\d fds\. Enter shows them side by side/);
    terminal.key('enter');
    await terminal.waitFor(/12,2\d\d fds in sum .* 3 workers/);
    await terminal.waitFor('all 4 processes together');
    await terminal.waitFor('on one scale, from 0 to 20,000');
    for (const pid of gunicorn.workerPids()) await terminal.waitFor(`${pid} worker`);
    await terminal.waitFor(new RegExp(`master +${gunicorn.masterPid}, \\d+ fds`));
    terminal.resize(48, 12);
    await terminal.waitFor(/fds in sum/);
    terminal.key('end');
    await terminal.waitFor(/leaks:\s+12,2\d\d fds/);
    terminal.write('R');
    await terminal.waitFor(`Reload master ${gunicorn.masterPid}?`);
    terminal.key('esc');
    await expectCleanExit(terminal);
    await gunicorn.stop();
  });

  it('says when the process of the page ends, and what came in its place', async () => {
    const { gunicorn, leaker } = await leaking('ended');
    const terminal = start([], { cols: 80, rows: 24 });
    await showOnly(terminal, 'ended', leaker);
    terminal.key('enter');
    await terminal.waitFor(BRAILLE);
    process.kill(leaker, 'SIGKILL');
    await terminal.waitFor('has ended: this was its last');
    await terminal.waitFor(BRAILLE);
    terminal.key('end');
    await terminal.waitFor(new RegExp(`replaced\\s+${leaker}`));
    terminal.write('k');
    await terminal.waitFor(`✗ ${leaker} is gone, or the filter hides it`);
    await expectCleanExit(terminal);
    await gunicorn.stop();
  });

  it('an untitled worker tells the names of its environment, and none of the values', async () => {
    const gunicorn = await startGunicorn({ workers: 1, setproctitle: false, name: 'untitled' });
    const terminal = start([], { cols: 120, rows: 60 });
    await terminal.waitFor(/q quit/);
    terminal.write(`/${gunicorn.workerPids()[0]}`);
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`^›.* ${gunicorn.workerPids()[0]} `, 'm'));
    terminal.key('enter');
    await terminal.waitFor(/environment .*\bPATH\b/);
    await terminal.waitFor('(names only: values may be secrets)');
    expect(terminal.text().join('\n')).not.toContain(process.env.PATH);
    await expectCleanExit(terminal);
    await gunicorn.stop();
  });

  it('with --vim j, k and X', async () => {
    const { gunicorn, leaker } = await leaking('motion');
    const terminal = start(['--vim']);
    await showOnly(terminal, 'motion', leaker);
    await terminal.waitFor(/X kill/);
    await terminal.waitFor(/X replaces it/);
    terminal.write('kk');
    await terminal.waitFor(/^›▾ motion/m);
    terminal.write('jX');
    await terminal.waitFor(`Replace worker ${leaker}?`);
    terminal.write('jk');
    terminal.key('enter');
    await terminal.waitFor(() => !`${terminal}`.includes('Replace worker'));
    terminal.write('?');
    await terminal.waitFor(/^ {2}X +replace the selected worker/m);
    await expectCleanExit(terminal);
    await gunicorn.stop();
  });

  need(root)('as another user', () => {
    it('says what may not be read, and what helps', async () => {
      const { gunicorn, leaker } = await leaking('foreign');
      const terminal = openTerminal({
        command: '/usr/bin/setpriv',
        args: [
          ...['--reuid=65534', '--regid=65534', '--clear-groups', '/usr/bin/env', 'HOME=/nonexistent'],
          ...[publicNode(), publicPath('dist/fdtop.js')],
        ],
        cols: 120,
        rows: 60,
      });
      await terminal.waitFor(/q quit/);
      terminal.write(`/${leaker}`);
      terminal.key('enter');
      await terminal.waitFor(new RegExp(`^›.* ${leaker} `, 'm'));
      terminal.key('enter');
      await terminal.waitFor(new RegExp(`cannot read the fds of ${leaker}: permission denied; run sudo fdtop`));
      await terminal.waitFor(/directory +permission denied; run sudo fdtop/);
      await terminal.waitFor(/environment +permission denied; run sudo fdtop/);
      await terminal.waitFor(/command +"gunicorn: worker \[foreign\]"/);
      await expectCleanExit(terminal);
      await gunicorn.stop();
    });
  });
});

/** Fifty minutes of calm, and then a leak; one snapshot for each ten seconds. */
function recording(): string {
  const file = join(folder, 'made-by-the-test.ndjson');
  const at = (second: number) => {
    const fds = second < 3000 ? 40 : 40 + (second - 3000) * 30;
    const leaks = fds >= 10_000;
    const leaker = sample({ pid: 12, fds, severity: leaks ? 'leaking' : 'ok' });
    const processes = [...shop().slice(0, 2), leaker];
    const time = new Date(Date.UTC(2026, 10, 24, 12) + second * 1000).toISOString();
    return JSON.stringify(snapshot({ time, processes, instances: [instance({ fds: fds + 52 })] }));
  };
  writeFileSync(file, Array.from({ length: 350 }, (_, index) => `${at(index * 10)}\n`).join(''));
  return file;
}

it('a recording has the history of its hour, and says once that there is no more', async () => {
  const terminal = openTerminal({
    command: process.execPath,
    args: [FDTOP, 'replay', recording()],
    cols: 100,
    rows: 50,
    env: { TZ: 'UTC' },
  });
  await terminal.waitFor(/n next/);
  terminal.write('A');
  await terminal.waitFor('PAUSED');
  terminal.key('home');
  terminal.key('enter');
  await terminal.waitFor('worker 12');
  await terminal.waitFor('PAUSED');
  terminal.key('tab');
  await terminal.waitFor('open files, last 1 h');
  await terminal.waitFor(/10,000┤┄ leak/);
  await terminal.waitFor(/ 12:00 +12:05| 12:00 +12:10| 12:00 +12:15/);
  // The calm of fifty minutes, and the leak of the last five.
  await terminal.waitFor(/[⣀⠤]{60}/);
  expect(`${terminal}`.match(/this is a recording: what it shows is over/g)).toHaveLength(1);
  terminal.key('esc');
  terminal.write('e');
  await terminal.waitFor(/12:55:\d\d ✗ worker 12 of gunicorn\.service leaks/);
  await expectCleanExit(terminal);
});

it('the pages are ASCII where the locale has no more', async () => {
  const terminal = openTerminal({
    command: process.execPath,
    args: [FDTOP, 'replay', recording()],
    cols: 100,
    rows: 50,
    env: { LC_ALL: 'C' },
  });
  await terminal.waitFor(/n next/);
  terminal.write('A');
  await terminal.waitFor('PAUSED');
  terminal.key('home');
  const pages = [
    { keys: '\r', shows: /10,000\+- leak -+[\s\S]*\.\.\.\.[\s\S]*\+-+\+-/ },
    { keys: '\x1b\x1b[A\r', shows: /fds in sum[\s\S]*- leak -/ },
    { keys: '\x1be', shows: /x worker 12 of gunicorn\.service leaks/ },
  ];
  for (const { keys, shows } of pages) {
    terminal.write(keys);
    await terminal.waitFor(shows);
    expect(terminal.text().join('\n')).toMatch(/^[\n -~]*$/);
  }
  await expectCleanExit(terminal);
});
