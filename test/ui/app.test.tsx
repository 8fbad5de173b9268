import { describe, expect, test } from 'vitest';
import type { FdTypes } from '../../src/model/fd-types.ts';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { chosenColumns } from '../../src/ui/column-layout.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { deferred } from './effects.ts';
import { screenOf, widest } from './screen.tsx';
import { instance, sample, shop, snapshot } from './snapshots.ts';

const ESC = '\x1b';
const DOWN = '\x1b[B';
const RIGHT = '\x1b[C';
const ENTER = '\r';

const lineWith = (lines: string[], word: string) => lines.findIndex(line => line.includes(word));

describe('the table', () => {
  test('shows host, trouble, thresholds, instance and rows, the leaking worker first', async () => {
    const { text, lines } = await screenOf();
    for (const word of [
      'fdtop',
      'web-1',
      '1 leaking',
      'warn 1,000',
      'leak 10,000',
      'gunicorn.service',
      '12,000',
      '+312/s',
    ]) {
      expect(text()).toContain(word);
    }
    const order = ['12      worker', '11      worker', '10      master'].map(row => lineWith(lines(), row));
    expect(order.every(line => line > 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  test('marks what leaks without colour, and what is selected', async () => {
    const { lines } = await screenOf();
    expect(lines()[lineWith(lines(), '12      worker')]).toMatch(/^› ?!! 12 /);
    expect(lines()[lineWith(lines(), '11      worker')]).toMatch(/^ {5}11 /);
  });

  test.each([
    [40, 8],
    [41, 12],
    [60, 20],
    [80, 24],
    [100, 30],
    [120, 40],
    [250, 60],
  ])('is never wider nor higher than the terminal: %d x %d', async (columns, rows) => {
    const processes = [...shop(), ...Array.from({ length: 80 }, (_, index) => sample({ pid: 4_000_000 + index }))];
    const { lines, shows } = await screenOf({ columns, rows, snapshot: { processes } });
    await shows('FDS');
    expect(widest(lines())).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
  });

  test.each([
    [39, 24],
    [100, 7],
  ])('below 40 x 8 is one honest line: %d x %d', async (columns, rows) => {
    const { text, shows, type, onQuit } = await screenOf({ columns, rows });
    await shows(`fdtop needs 40x8, this is ${columns}x${rows}`);
    expect(text().trim().split('\n')).toHaveLength(1);
    await type('q');
    expect(onQuit).toHaveBeenCalled();
  });

  test('comes back when the terminal grows again', async () => {
    const { resize, shows } = await screenOf({ columns: 20, rows: 5 });
    await shows('fdtop needs');
    resize(100, 24);
    await shows('12,000');
  });

  test('shows ? for what may not be counted, and says what helps', async () => {
    const hidden = sample({ pid: 11, fds: null, fdsUnknown: 'permission', usedPercent: null, severity: 'unknown' });
    const { lines, text } = await screenOf({ snapshot: { processes: [hidden], privileged: false } });
    expect(lines()[lineWith(lines(), '11      worker')]).toMatch(/\? 11 +worker +\? /);
    expect(text()).toContain('permission denied; run sudo fdtop');
    expect(text()).toContain('not root');
  });

  test('says that it reads before there is anything', async () => {
    const { text } = await screenOf({ snapshot: null });
    expect(text()).toContain('reading /proc');
    expect(text()).not.toContain('No Gunicorn');
  });

  test('takes no name apart: what is in the store is drawn as it is, and cut to the line', async () => {
    const long = 'x'.repeat(10_000);
    const processes = [sample({ pid: 11, command: long, user: `한글-${long}` })];
    const { lines } = await screenOf({
      columns: 250,
      snapshot: { host: long, processes, instances: [instance({ name: long })] },
    });
    expect(widest(lines())).toBeLessThanOrEqual(250);
    expect(lines().length).toBeLessThanOrEqual(24);
  });

  // table.tsx, headingSpans: `USED ▼` is wider than its 5 columns and is cut to `USED…`; so are FULL IN and CPU%. The
  // arrow says which way it is sorted: cut the title, not the arrow, or make these columns one wider.
  test('marks the column that it is sorted by, whichever that is', async () => {
    const { store, shows } = await screenOf({ columns: 250 });
    for (const { id, title } of chosenColumns(null, false)) {
      store.dispatch({ type: 'sort', column: id, descending: true });
      await shows(`${title} ▼`);
    }
  });
});

describe('keys on the screen', () => {
  test('typed faster than they are read are all taken', async () => {
    const { store, type } = await screenOf();
    await type('>>>');
    expect(store.getState().sort.column).toBe('growth');
  });

  test('move the selection, which then stays with its process', async () => {
    const { store, type, shows } = await screenOf();
    await type(DOWN);
    expect(store.getState().selected).toBe('11@110');
    const turned = shop().map(process => ({ ...process, fds: process.pid === 11 ? 50_000 : 5 }));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: turned }) });
    await shows(/^› .*50,000/m);
  });

  test('pin the selection from the first moment on, before any key', async () => {
    const { store } = await screenOf();
    expect(store.getState().selected).toBe('12@120');
  });

  describe('before any key', () => {
    const calm = () => shop().map(process => ({ ...process, fds: 20 + process.pid, severity: 'ok' as const }));
    const leakingOf = (pid: number) =>
      calm().map(process =>
        process.pid === pid ? { ...process, fds: 2_000, severity: 'elevated' as const } : process,
      );

    test('the selection goes to who leaks, so that the next key is meant for it', async () => {
      const { store, shows } = await screenOf({ snapshot: { processes: calm() } });
      const before = store.getState().selected;
      store.dispatch({ type: 'tick', snapshot: snapshot({ processes: leakingOf(11) }) });
      await shows(/^› +! 11 /m);
      await shows('11 holds 2,000 fds');
      expect(before).not.toBe('11@110');
      expect(store.getState().selected).toBe('11@110');
    });

    test('but not from one who leaks to another, who has more', async () => {
      const { store, shows } = await screenOf({ snapshot: { processes: leakingOf(11) } });
      await shows(/^› +! 11 /m);
      const both = leakingOf(11).map(process =>
        process.pid === 12 ? { ...process, fds: 5_000, severity: 'critical' as const } : process,
      );
      store.dispatch({ type: 'tick', snapshot: snapshot({ processes: both }) });
      await shows('5,000');
      expect(store.getState().selected).toBe('11@110');
    });

    test('after one it stays where it is, whoever leaks', async () => {
      const { store, shows, type } = await screenOf({ snapshot: { processes: calm() } });
      const before = store.getState().selected;
      await type('p', 'p');
      store.dispatch({ type: 'tick', snapshot: snapshot({ processes: leakingOf(11) }) });
      await shows('2,000');
      expect(store.getState().selected).toBe(before);
    });
  });

  test('q leaves, Ctrl-C leaves with 130', async () => {
    const { type, onQuit } = await screenOf();
    await type('q');
    expect(onQuit).toHaveBeenLastCalledWith(0);
    await type('\x03');
    expect(onQuit).toHaveBeenLastCalledWith(130);
  });

  test('p says that the screen stands still', async () => {
    const { type, shows } = await screenOf();
    await type('p');
    await shows('PAUSED');
  });

  test.each([
    [80, 24],
    [80, 16],
    [40, 8],
  ])('a message does not hide that a filter is on: %d x %d', async (columns, rows) => {
    const { store, type, shows, lines } = await screenOf({ columns, rows });
    await type('/', 'worker', '\r');
    for (const text of ['12 gone after 1.2 s', `${'cannot be done at all, '.repeat(20)}sorry`]) {
      store.dispatch({ type: 'message', message: { tone: 'bad', text } });
      await shows(`✗ ${text.slice(0, 10)}`);
      await shows(/filter: worker/);
      expect(widest(lines())).toBeLessThanOrEqual(columns);
      expect(lines()).toHaveLength(rows);
    }
  });

  test('a note of the machine does not hide that a filter is on', async () => {
    const { store, type, shows } = await screenOf();
    await type('/', 'worker', '\r');
    store.dispatch({ type: 'tick', snapshot: snapshot({ notes: ['some processes may not be read'] }) });
    await shows('some processes may not be read');
    await shows('filter: worker (Esc clears it)');
  });

  test.each([
    [80, 24],
    [40, 8],
  ])('while a filter is typed no other keys are offered, whatever is wrong in it: %d x %d', async (columns, rows) => {
    const { type, shows, hides, lines } = await screenOf({ columns, rows });
    await shows('k kill');
    await type('/', 'fds>x and');
    await hides('k kill');
    await shows('fds>x and');
    expect(lines()[rows - 1]).toMatch(/^ Enter keeps it, Esc clears it/);
    await type('\x1b');
    await shows('k kill');
  });

  test('/ filters, says so, and Esc shows all again', async () => {
    const { type, shows, hides } = await screenOf();
    await type('/', 'leaking');
    await shows('filter: leaking');
    await hides('11      worker');
    await type(ENTER, ESC);
    await shows('11      worker');
  });

  test('/ without a hit says so, not that there is no Gunicorn', async () => {
    const { type, shows } = await screenOf();
    await type('/', 'zzz');
    await shows('No row matches "zzz"');
  });

  test('what stands in the footer works on this screen, and is there', async () => {
    const { lines } = await screenOf({ columns: 100 });
    expect(lines().at(-1)).toMatch(/k kill.*r restart.*t types.*\/ filter.*\? help.*q quit/);
  });

  test('read-only says so and has no key that acts', async () => {
    const { lines, type, text } = await screenOf({ readOnly: true });
    expect(lines().at(-1)).toContain('read-only');
    expect(lines().at(-1)).not.toMatch(/kill|restart/);
    await type('k');
    expect(text()).not.toContain('Cancel');
  });
});

describe('the dialog', () => {
  test('lies over the table, with Cancel in focus; Enter, Enter closes it and kills nothing', async () => {
    const { type, shows, hides, effects } = await screenOf();
    await type('k');
    await shows('Replace worker 12?');
    await shows('[ Cancel ]');
    await type(ENTER, ENTER);
    await hides('Replace worker');
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('kills after an explicit choice, and shows how it ended', async () => {
    const { type, shows, effects } = await screenOf();
    await type('k', RIGHT);
    await shows('[ Gracefully (TERM) ]');
    await type(ENTER);
    await shows('✓ 12 gone');
    const [target, , signal] = effects.kill.mock.calls[0]!;
    expect([target, signal]).toEqual([shop()[2], 'SIGTERM']);
  });

  test('says when its process ends meanwhile, and the rows below stand still', async () => {
    const { type, shows, hides, store } = await screenOf();
    await type('k');
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: shop().slice(0, 2) }) });
    await shows('12 is gone meanwhile: Esc closes this.');
    await type(ESC);
    await hides('12,000');
  });

  test('and pause: the lines of the last 2 minutes stand still, and stay when their process ends', async () => {
    const { type, shows, lines, store } = await screenOf({ columns: 120 });
    const lineOf12 = () => lines().find(line => / 12 +worker/.test(line));
    const tick = (seconds: number, processes: ProcessSample[]) =>
      store.dispatch({ type: 'tick', snapshot: snapshot({ time: new Date(seconds * 1000).toISOString(), processes }) });
    const grown = (fds: number) => shop().map(process => ({ ...process, fds }));
    for (const seconds of [1000, 1020, 1040]) tick(seconds, grown(9 * seconds));
    await shows('9,360');
    await type('p');
    await shows('PAUSED');
    const before = lineOf12();
    expect(before).toMatch(/▇|█/);
    tick(1060, grown(40_000));
    tick(1080, shop().slice(0, 2));
    await type('?', ESC);
    await shows('PAUSED');
    expect(lineOf12()).toBe(before);
    await type('p');
    await shows(/^(?!.* 12 +worker)/s);
  });

  test.each([
    ['K', 'Replace 1 worker', 12],
    ['l', 'Raise the limit of', 12],
    ['R', 'Reload gunicorn.service?', 10],
    ['c', 'The cure of shop:app', 10],
  ])('of %s says when its process ends meanwhile', async (key, title, pid) => {
    const { type, shows, store } = await screenOf();
    await type(key);
    await shows(title);
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: shop().filter(process => process.pid !== pid) }) });
    await shows(`${pid} is gone meanwhile: Esc closes this.`);
    await shows('12,000');
  });

  test.each([
    [80, 24],
    [60, 16],
  ])('fits into %d x %d', async (columns, rows) => {
    const { type, shows, lines } = await screenOf({ columns, rows });
    await type('k');
    await shows('Cancel');
    await shows('Now (KILL)');
    expect(widest(lines())).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
  });

  // dialog-box.tsx: at 40 x 8, which is promised to work, Yoga squeezes lines to no height (the title with the pid goes
  // first, others lie over each other), and the third choice is cut off at the right. Cut `body` to `rows - 6` lines,
  // give each Text's Box flexShrink={0}, and put the choices on lines of their own where they do not fit into `inner`.
  test('names its process and shows its choices in the smallest terminal', async () => {
    const { type, shows } = await screenOf({ columns: 40, rows: 8 });
    await type('k');
    await shows('worker 12?');
    await shows('Cancel');
    await shows('KILL');
  });
});

describe('the help', () => {
  test('explains every key and every column, on pages that scroll', async () => {
    const { type, shows, text } = await screenOf({ columns: 100, rows: 120 });
    await type('?');
    await shows('the top for file descriptors');
    for (const { title } of COLUMNS) expect(text()).toContain(title);
    for (const word of ['--warn', '--leak', 'critical', 'sudo fdtop']) expect(text()).toContain(word);
    await type(ESC);
    await shows('12,000');
  });

  test('scrolls to its end in a small terminal, and fits', async () => {
    const { type, shows, lines } = await screenOf({ columns: 40, rows: 8 });
    await type('?');
    await shows('Keys');
    await type('\x1b[F');
    await shows(/unknown/);
    expect(widest(lines())).toBeLessThanOrEqual(40);
    expect(lines().length).toBeLessThanOrEqual(8);
  });
});

describe('keys typed faster than the screen is drawn', () => {
  test('go where they belong after each of them: help, back, and the dialog', async () => {
    const { type, shows, store } = await screenOf();
    await type(`?${ESC}k`);
    await shows('Replace worker 12?');
    expect(store.getState().screen.name).toBe('table');
  });

  test('open no dialog behind a page', async () => {
    const { type, shows, store } = await screenOf();
    await type('?k');
    await shows('the top for file descriptors');
    expect(store.getState().dialog).toBeNull();
  });

  test.each([
    ['an arrow', '\x1b[B'],
    ['Enter', '\r'],
    ['Home', '\x1b[H'],
  ])('Esc is not lost before %s: the dialog is closed, and nothing confirmed', async (_, next) => {
    const { type, shows, hides, effects } = await screenOf();
    await type('k', RIGHT);
    await shows('[ Gracefully (TERM) ]');
    await type(`${ESC}${next}`);
    await hides('Replace worker');
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('are not lost behind the key that leads back', async () => {
    const { type, shows } = await screenOf();
    await type('?');
    await shows('the top for file descriptors');
    await type('hk');
    await shows('Replace worker 12?');
  });
});

describe('the types of one process', () => {
  const group = (given: Partial<FdTypes['groups'][number]>) => ({
    kind: 'tcp' as const,
    label: 'TCP CLOSE_WAIT → 10.0.0.5:443',
    state: 'CLOSE_WAIT',
    peer: '10.0.0.5:443',
    count: 11_000,
    share: 0.917,
    marginOfError: 0,
    ...given,
  });
  const types = (given: Partial<FdTypes> = {}): FdTypes => ({
    pid: 12,
    total: 12_000,
    exact: true,
    sampled: 12_000,
    groups: [group({}), group({ kind: 'pipe', label: 'pipe', count: 1_000, share: 0.083 })],
    ...given,
  });

  test('show an estimate and progress, then the result', async () => {
    const { promise, resolve } = deferred<FdTypes>();
    const { type, shows, lines } = await screenOf({
      effects: {
        readTypes: async (_target, what, onProgress) => {
          if (what === 'estimate')
            return types({ exact: false, sampled: 2_000, groups: [group({ marginOfError: 0.02 })] });
          onProgress(3_000, 12_000);
          return promise;
        },
      },
    });
    await type('t');
    await shows('estimate from 2,000, reading all: ███░░░░░░░  25%  Esc cancels');
    await shows('±2.0%');
    resolve(types());
    await shows('exact, read in');
    expect(lines()[lineWith(lines(), 'CLOSE_WAIT')]).toMatch(/91\.7% +11,000 /);
    expect(lineWith(lines(), 'CLOSE_WAIT')).toBeLessThan(lineWith(lines(), 'pipe'));
  });

  test.each([160, 80, 72])('tell the port of what a connection leads to, at %d columns', async columns => {
    const label = 'TCP ESTABLISHED → 192.168.100.200:36205';
    const readTypes = async () =>
      types({ groups: [group({ label }), group({ label: `/var/lib/${'x'.repeat(200)} (deleted)` })] });
    const { type, shows, lines } = await screenOf({ columns, effects: { readTypes } });
    for (const key of ['t', '\r']) {
      await type(key);
      await shows(columns < 74 ? ':36205' : label);
      await shows('(deleted)');
      expect(widest(lines())).toBeLessThanOrEqual(columns);
      await type('\x1b');
    }
  });

  test('show the growth of each group, from the second exact reading on', async () => {
    let count = 11_000;
    const readTypes: Effects['readTypes'] = async (_target, what) => {
      if (what === 'exact') count += 500;
      return types({ groups: [group({ count })] });
    };
    const { type, shows } = await screenOf({ effects: { readTypes } });
    await type('t');
    await shows(/11,500 +· +TCP CLOSE_WAIT/);
    await shows(/ \+\d+\/s +TCP CLOSE_WAIT/);
  });

  test('show the sockets of the user, labelled as such, when the fds may not be read', async () => {
    const readTypes: Effects['readTypes'] = async (_target, what) => {
      if (what === 'user-sockets') return types();
      throw Object.assign(new Error('cannot read the fds of 12: permission denied; run sudo fdtop'), {
        code: 'permission',
      });
    };
    const { type, shows } = await screenOf({ effects: { readTypes } });
    await type('t');
    await shows('permission denied; run sudo fdtop');
    await shows('Instead: all sockets of the user www-data');
    await shows('CLOSE_WAIT → 10.0.0.5:443');
  });

  test('say that a process ended while it was read', async () => {
    const { type, shows } = await screenOf({
      effects: { readTypes: async () => types({ exact: false, partial: true }) },
    });
    await type('t');
    await shows('12 ended meanwhile');
  });

  test('show the reason when they may not be read', async () => {
    const readTypes = async () => {
      throw new Error('the fds of 12 may not be listed: permission denied');
    };
    const { type, shows } = await screenOf({ effects: { readTypes } });
    await type('t');
    await shows('permission denied');
  });

  test('stop reading when they are left', async () => {
    const { type, effects, shows } = await screenOf();
    await type('t');
    await shows('reading');
    const signal = effects.readTypes.mock.calls[0]![3];
    expect(signal.aborted).toBe(false);
    await type(ESC);
    await shows('LAST 2 MIN');
    expect(signal.aborted).toBe(true);
  });

  test('stay what they are about, though rows move below', async () => {
    const { type, shows, store, effects } = await screenOf();
    await type('t');
    await shows('worker 12');
    const turned = shop().map(process => ({ ...process, fds: process.pid === 11 ? 50_000 : 5 }));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: turned }) });
    await shows('worker 12');
    expect(effects.readTypes).toHaveBeenCalledTimes(1);
  });

  test('fit into any terminal', async () => {
    const label = `/var/${'x'.repeat(500)}`;
    for (const [columns, rows] of [
      [40, 8],
      [80, 24],
      [200, 50],
    ] as const) {
      const groups = Array.from({ length: 80 }, () => group({ label }));
      const readTypes = async () => types({ groups });
      const { type, shows, lines } = await screenOf({ columns, rows, effects: { readTypes } });
      await type('t');
      await shows('/var');
      expect(widest(lines())).toBeLessThanOrEqual(columns);
      expect(lines().length).toBeLessThanOrEqual(rows);
    }
  });
});

describe('a machine without Gunicorn', () => {
  const empty = { processes: [], instances: [] };

  test('says so, and offers the demo with one key', async () => {
    const { shows, type, effects } = await screenOf({ snapshot: empty });
    await shows('No Gunicorn runs on this machine.');
    await shows(/Enter +watch a demo service/);
    await type(ENTER);
    await shows('✓ a demo runs');
    expect(effects.startDemo).toHaveBeenCalledTimes(1);
  });

  test('offers no demo where none can be had', async () => {
    const { text, shows } = await screenOf({ snapshot: empty, effects: { startDemo: null } });
    await shows('No Gunicorn runs');
    expect(text()).not.toContain('demo');
  });

  test('shows a failure to start the demo', async () => {
    const startDemo = async () => {
      throw new Error('no room for a demo');
    };
    const { type, shows } = await screenOf({ snapshot: empty, effects: { startDemo } });
    await type(ENTER);
    await shows('✗ no room for a demo');
  });
});

test('CPU and memory are asked for the rows near the selection only', async () => {
  const processes = Array.from({ length: 500 }, (_, index) => sample({ pid: 1000 + index, fds: 500 - index }));
  const { effects } = await screenOf({ rows: 24, snapshot: { processes } });
  const pids = effects.setVisible.mock.lastCall![0] as number[];
  expect(pids).toContain(1000);
  expect(pids.length).toBeLessThan(60);
});

test('a dialog tells all of the file that is about to be written', async () => {
  const file = `/etc/systemd/system/${'gunicorn-of-the-shop-'.repeat(4)}.service.d/fdtop.conf`;
  const planCure: Effects['planCure'] = async () =>
    ({
      kind: 'drop-in',
      file,
      content: '',
      diff: '+LimitNOFILE=65536',
      commands: [],
      notes: [],
    }) as never;
  const { type, shows, text } = await screenOf({ effects: { planCure } });
  await type('c');
  await shows('LimitNOFILE=65536');
  expect(text().replace(/[\s│]/g, '')).toContain(file);
});

describe('the pages of text', () => {
  test.each([100, 80, 48, 40])(
    'lines that are too long go on in the next: at %d columns nothing is lost',
    async columns => {
      const report: Effects['report'] = async () =>
        [
          '  100%   held by   leaky.apis.Client.live   (dict, 800 entries)   confidence high, 6 of 6 sampled',
          '         why       what is opened there was followed to where it is stored; nothing else opens it',
        ].join('\n');
      const { type, shows, lines } = await screenOf({ columns, effects: { report } });
      await type('o');
      await shows('held by');
      const words = lines().slice(2).join(' ').replace(/\s+/g, ' ');
      expect(words).toContain('confidence high, 6 of 6 sampled');
      expect(words).toContain('followed to where it is stored; nothing else opens it');
      expect(widest(lines())).toBeLessThanOrEqual(columns);
    },
  );

  test('show what is found, with its lines as they are', async () => {
    const report: Effects['report'] = async what => `${what}\n   of 12`;
    const { type, shows } = await screenOf({ effects: { report } });
    await type('d');
    await shows(/diagnosis of worker 12/);
    await shows(/^ diagnosis *$/m);
    await shows(/^ {4}of 12/m);
  });

  test('are there again after a look at the keys, and looked for again when they are asked for again', async () => {
    let count = 0;
    const report: Effects['report'] = async () => `found ${++count}`;
    const { type, shows } = await screenOf({ effects: { report } });
    await type('d');
    await shows('found 1');
    await type('?');
    await shows('Keys');
    await type('\x1b');
    await shows('found 1');
    expect(count).toBe(1);
    await type('\x1b', 'd');
    await shows('found 2');
  });

  test('say why nothing can be found', async () => {
    const report: Effects['report'] = async () => {
      throw new Error('12 is no Python process');
    };
    const { type, shows } = await screenOf({ effects: { report } });
    await type('o');
    await shows('12 is no Python process');
  });
});
