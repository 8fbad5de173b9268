import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { printable } from '../../src/model/printable.ts';
import type { ProcessDetails, ServiceDetails } from '../../src/model/process-details.ts';
import type { ReplayFacts } from '../../src/model/snapshot.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { eventLines } from '../../src/ui/sections.ts';
import type { Span } from '../../src/ui/spans.tsx';
import { codePointWidth } from '../terminal/code-point-width.ts';
import { NAMES } from './names.ts';
import { screenOf, widest } from './screen.tsx';
import { sample, shop, snapshot } from './snapshots.ts';

const ESC = '\x1b';
const UP = '\x1b[A';
const ENTER = '\r';
const TAB = '\t';

const DETAILS: ProcessDetails = {
  argv: { value: ['gunicorn: worker [shop:app]'] },
  directory: { value: '/srv/shop' },
  environment: { value: ['HOME', 'SECRET_KEY'] },
  ppid: 10,
};

const SERVICE: ServiceDetails = {
  by: 'systemd',
  unit: 'gunicorn.service',
  limitSoft: 20_000,
  limitHard: 524_288,
  files: ['/etc/systemd/system/gunicorn.service', '/etc/systemd/system/gunicorn.service.d/fdtop.conf'],
  environment: ['DJANGO_SETTINGS_MODULE'],
  isStale: false,
};

const TYPES: FdTypes = {
  pid: 12,
  total: 12_000,
  exact: true,
  sampled: 12_000,
  groups: [
    {
      kind: 'tcp',
      label: 'TCP CLOSE_WAIT → 10.0.0.5:443',
      state: 'CLOSE_WAIT',
      peer: null,
      count: 11_000,
      share: 0.917,
      marginOfError: 0,
    },
    ...Array.from({ length: 20 }, (_, index) => ({
      ...{
        kind: 'file' as const,
        label: `/tmp/${index}`,
        state: null,
        peer: null,
        count: 50,
        share: 0.004,
        marginOfError: 0,
      },
    })),
  ],
};

const KNOWN: Partial<Effects> = {
  readTypes: async () => TYPES,
  readDetails: async () => DETAILS,
  readService: async () => SERVICE,
};

/** The screen after two minutes in which worker 12 leaked, so that there is a history. */
async function leakedOn(options: Parameters<typeof screenOf>[0] = {}) {
  const screen = await screenOf({ columns: 100, rows: 70, effects: KNOWN, ...options });
  for (let second = 1; second <= 120; second += 1) tick(screen.store, second, 12_000 + second * 10);
  return screen;
}

function tick(store: Awaited<ReturnType<typeof screenOf>>['store'], second: number, fds: number, processes = shop()) {
  const time = new Date(Date.UTC(2026, 10, 24, 12) + second * 1000).toISOString();
  const leaking = processes.map(process => (process.pid === 12 ? { ...process, fds } : process));
  store.dispatch({ type: 'tick', snapshot: snapshot({ time, processes: leaking }) });
}

describe('Enter on a process', () => {
  test('no line runs into the next on a terminal that measures code points, whatever its command is', async () => {
    const argv = { value: Object.values(NAMES).map(name => printable(name).repeat(6)) };
    const readDetails = async () => ({ ...DETAILS, argv, directory: { value: argv.value.join(' ') } });
    const { type, shows, lines } = await leakedOn({ columns: 60, rows: 200, effects: { ...KNOWN, readDetails } });
    await type(ENTER);
    await shows(/directory/);
    const width = (line: string) => [...line].reduce((sum, point) => sum + codePointWidth(point.codePointAt(0)!), 0);
    expect(lines().filter(line => width(line) > 60)).toEqual([]);
    expect(lines().filter(line => width(line) !== stringWidth(line))).toEqual([]);
  });

  test('shows all of a long path, on as many lines as it takes', async () => {
    const directory = `/srv/${Array.from({ length: 20 }, (_, index) => `release-${index}`).join('/')}`;
    const readDetails = async () => ({ ...DETAILS, directory: { value: directory } });
    const { type, shows, text } = await leakedOn({ columns: 60, effects: { ...KNOWN, readDetails } });
    await type(ENTER);
    await shows('directory');
    expect(text().replace(/\s/g, '')).toContain(directory);
  });

  test('shows its history with thresholds, types, limits, what it is, its service and its events', async () => {
    const { type, shows, text } = await leakedOn();
    await type(ENTER);
    await shows(/^ worker 12 {3}gunicorn\.service \(shop:app\), master 10/m);
    await shows(/13,200 fds {3}leaking {3}60% of 20,000 {3}\+312\/s/);
    await shows(/open files, last 10 min .* 1 min \[10 min\] 1 h/);
    for (const line of [/20,000┤┄ limit ┄/, /10,000┤┄ leak ┄/, /[⠤⠒⠉⣀]/, /└─.*┬/, / \d\d:\d\d {2,}/]) await shows(line);
    await shows(/91\.7% +11,000 .*TCP CLOSE_WAIT → 10\.0\.0\.5:443/);
    await shows('and 9 more: t shows all');
    await shows(/now +soft 20,000, hard 4,096/);
    await shows(/configured +soft 20,000, hard 524,288, from its next start on/);
    await shows(/unit +gunicorn\.service {3}\(systemd\)/);
    await shows(/files +\/etc\/systemd\/system\/gunicorn\.service$/m);
    await shows(/command +"gunicorn: worker \[shop:app\]"/);
    await shows(/directory +\/srv\/shop/);
    await shows(/environment +HOME SECRET_KEY {3}\(names only/);
    await shows(/\d\d:\d\d:\d\d ✗ worker 12 of gunicorn\.service leaks: 12,000 fds/);
    expect(text()).not.toContain('worker 11');
  });

  test('goes on with the counts, and says when the process ends', async () => {
    const { type, shows, store } = await leakedOn();
    await type(ENTER);
    tick(store, 121, 15_555);
    await shows('15,555 fds');
    tick(store, 122, 0, [...shop().slice(0, 2), sample({ pid: 13 })]);
    await shows('has ended: this was its last');
    await shows(/[⠤⠒⠉⣀]/);
    await shows('worker 13 of gunicorn.service replaced 12, which had 15,555 fds');
  });

  test('Tab changes the time that is shown, z the scale; both stay for the next page', async () => {
    const { type, shows } = await leakedOn();
    await type(ENTER, TAB);
    await shows(/last 1 h .*\[1 h\]/);
    await type(TAB);
    await shows(/last 1 min .*\[1 min\]/);
    await shows(/ 12:0\d:\d\d|:\d\d:\d\d {2}/);
    await type('z');
    await shows('last 1 min, not from 0');
    await type(ESC);
    await shows('LAST 2 MIN');
    await type(ENTER);
    await shows('last 1 min, not from 0');
  });

  test('says what may not be read, and what helps', async () => {
    const why = 'permission denied; run sudo fdtop';
    const { type, shows } = await leakedOn({
      effects: {
        readTypes: async () => Promise.reject(new Error(`cannot read the fds of 12: ${why}`)),
        readDetails: async () => ({ ...DETAILS, directory: { why }, environment: { why } }),
        readService: async () => Promise.reject(new Error('it was started by hand: no service manager owns it')),
      },
    });
    await type(ENTER);
    await shows(`cannot read the fds of 12: ${why}`);
    await shows(/directory +permission denied; run sudo fdtop/);
    await shows(/environment +permission denied; run sudo fdtop/);
    await shows('it was started by hand: no service manager owns it');
    await shows(/command +"gunicorn: worker/);
  });

  test('of a recording has the history, and says once why there is no more', async () => {
    const no = async () => Promise.reject(new Error('this is a recording: what it shows is over'));
    const effects = { readTypes: no, readDetails: no, readService: no };
    const { type, shows, text } = await leakedOn({ effects });
    await type(ENTER);
    await shows('this is a recording: what it shows is over');
    expect(text().match(/this is a recording/g)).toHaveLength(1);
    await shows(/[⠤⠒⠉⣀]/);
    await shows(/command +gunicorn: worker \[shop:app\]/);
  });

  test('has the keys of the table, and they mean its process though rows move', async () => {
    const { type, shows, store, effects } = await leakedOn();
    await type(ENTER);
    await shows('worker 12');
    const turned = shop().map(process => ({ ...process, fds: process.pid === 11 ? 50_000 : 5 }));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: turned }) });
    await type('k');
    await shows('Replace worker 12?');
    await type(ESC, ENTER, 'l');
    await shows('Raise the limit of');
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('t, o and d lead to their pages, and Esc back to it', async () => {
    const { type, shows } = await leakedOn();
    await type(ENTER, 't');
    await shows(/exact, read in/);
    await type(ESC);
    await shows('limit of open files');
    await type('d');
    await shows('diagnosis of worker 12');
    await type(ESC);
    await shows('limit of open files');
    await type(ESC);
    await shows('LAST 2 MIN');
  });

  test('? explains its keys, and Esc leads back to it', async () => {
    const { type, shows, text } = await leakedOn();
    await type(ENTER, '?');
    await shows(/^ {2}Tab +the last minute, the last 10 minutes/m);
    await shows(/^ {2}k +replace the selected worker/m);
    expect(text()).not.toMatch(/sort by the column/);
    await type(ESC);
    await shows('limit of open files');
  });

  test('a key for a process that has ended says so, and does nothing', async () => {
    const { type, shows, store, effects } = await leakedOn();
    await type(ENTER);
    tick(store, 121, 0, shop().slice(0, 2));
    await shows('has ended');
    await type('k');
    await shows('✗ 12 is gone, or the filter hides it');
    expect(store.getState().dialog).toBeNull();
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('read-only has no key that acts', async () => {
    const { type, shows, lines, store } = await leakedOn({ readOnly: true });
    await type(ENTER);
    await shows('limit of open files');
    expect(lines().at(-1)).not.toMatch(/kill|restart/);
    await type('k');
    expect(store.getState().dialog).toBeNull();
  });

  test.each([
    [40, 8],
    [48, 12],
    [80, 24],
    [160, 50],
  ])('fits into %d x %d, with some of the chart to see, and all of it by scrolling', async (columns, rows) => {
    const { type, shows, lines } = await leakedOn({ columns, rows });
    await type(ENTER);
    await shows(/[⠤⠒⠉⣀]/);
    await shows(/13,2/);
    expect(widest(lines())).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
    await type('\x1b[F');
    await shows('leaks:');
    expect(widest(lines())).toBeLessThanOrEqual(columns);
  });
});

describe('Enter on a heading', () => {
  test('shows the sum, the processes side by side on one scale, the service and its events', async () => {
    const { type, shows, lines } = await leakedOn();
    await type(UP);
    await shows(/^›▾ gunicorn\.service/m);
    await type(ENTER);
    await shows(/^ gunicorn\.service \(shop:app\), master 10/m);
    await shows(/120 fds in sum .*\+312\/s +2 workers +most: 12 with 13,200/);
    await shows('all 3 processes together, last 10 min');
    await shows('each of them   on one scale, from 0 to 15,000');
    const cells = lines().find(line => line.includes('11 worker'));
    expect(cells).toMatch(/11 worker +40 0 +!! 12 worker +13,200 \+312\/s +10 master +12 0/);
    await shows(/master +10, 12 fds, root/);
    await shows(/unit +gunicorn\.service {3}\(systemd\)/);
    await shows('gunicorn.service is watched, master 10, 2 workers');
  });

  test('has the keys of a service, which ask about it', async () => {
    const { type, shows, effects } = await leakedOn();
    await type(UP, ENTER, 'R');
    await shows('Reload gunicorn.service?');
    expect(effects.planService.mock.calls[0]).toMatchObject([{ pid: 10 }, { id: '10@100' }]);
  });

  test('says when the instance is gone', async () => {
    const { type, shows, store } = await leakedOn();
    await type(UP, ENTER);
    store.dispatch({ type: 'tick', snapshot: snapshot({ instances: [], processes: [] }) });
    await shows('it is gone');
    await type('R');
    await shows('shop:app is gone');
  });

  test.each([
    [40, 8],
    [48, 12],
    [80, 24],
    [160, 50],
  ])('fits into %d x %d', async (columns, rows) => {
    const { type, shows, lines } = await leakedOn({ columns, rows });
    await type(UP, ENTER);
    await shows('fds in sum');
    expect(widest(lines())).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
  });

  test('keys for one process say that there is none', async () => {
    const { type, shows } = await leakedOn();
    await type(UP, 'k');
    await shows('→ select the process to replace');
    await type('t');
    await shows('→ select the process that is meant: this is an instance');
  });
});

describe('e', () => {
  test('shows what happened, actions and their results among it, and follows its end', async () => {
    const { type, shows, store } = await leakedOn({ rows: 12 });
    await type('k', '\x1b[C', ENTER);
    await shows('✓ 12 gone');
    await type('e');
    await shows('what happened');
    await shows(/ {2}fdtop kill 12 --signal TERM/);
    await shows(/✓ 12 gone/);
    for (let index = 0; index < 30; index += 1)
      store.dispatch({ type: 'happened', events: [{ at: index, tone: 'note', text: `event ${index}`, about: [] }] });
    await shows('event 29');
    await type('\x1b[A');
    store.dispatch({ type: 'happened', events: [{ at: 31, tone: 'note', text: 'event 30', about: [] }] });
    await shows('event 28');
    await type('\x1b[F');
    await shows('event 30');
    await type('e');
    await shows('LAST 2 MIN');
  });
});

test('events tell their day where it is not today, and always in a recording', () => {
  const [noon, today] = [at('2026-01-02T12:00:00'), Date.now() / 1000];
  const linesOf = (times: number[], replay?: ReplayFacts) =>
    eventLines(
      { events: times.map(at => ({ at, tone: 'note', text: 'x', about: [] })), shown: snapshot({ replay }) },
      80,
    ).map(spans => textOf(spans).trim());
  expect(linesOf([today])).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d {3}x$/)]);
  expect(linesOf([noon, noon, today])).toEqual([
    '2026-01-02',
    '12:00:00   x',
    '12:00:00   x',
    dateOf(today),
    expect.stringMatching(/x$/),
  ]);
  expect(linesOf([today], {} as ReplayFacts)).toEqual([dateOf(today), expect.stringMatching(/x$/)]);
});

const at = (time: string) => Date.parse(time) / 1000;
const dateOf = (seconds: number) => new Date(seconds * 1000).toLocaleDateString('sv');
const textOf = (spans: readonly Span[]) => spans.map(({ text }) => text).join('');

describe('--vim', () => {
  test('j and k move, X kills, k does not; footer and help say so', async () => {
    const { type, shows, lines, text, store } = await leakedOn({ vim: true });
    expect(lines().at(-1)).toMatch(/X kill/);
    expect(text()).toContain('X replaces it');
    await type('j');
    expect(store.getState().selected).toBe('11@110');
    await type('kk');
    expect(store.getState().selected).toBe('instance 10@100');
    expect(store.getState().dialog).toBeNull();
    await type('jX');
    await shows('Replace worker 12?');
    await type('j');
    await shows('[ Gracefully (TERM) ]');
    await type('k');
    await shows('[ Cancel ]');
    await type(ESC, '?');
    await shows(/^ {2}X +replace the selected worker/m);
    await shows(/^ {2}↑ k +select the row above/m);
  });

  test('a filter takes them as letters, and pages scroll with them', async () => {
    const { type, shows, store } = await leakedOn({ vim: true, rows: 16 });
    await type('/', 'kj');
    expect(store.getState().filter).toBe('kj');
    await type(ESC, '?');
    await shows('Keys');
    await type('jjj');
    await shows(/the top for file descriptors/);
    expect(store.getState().dialog).toBeNull();
  });
});
