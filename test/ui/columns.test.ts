import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { History } from '../../src/model/history.ts';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { chosenColumns, layoutColumns as layout } from '../../src/ui/column-layout.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { sample } from './snapshots.ts';

const thresholds = { warn: 1000, leak: 10_000 };

/** What fdtop shows by itself. */
function layoutColumns(width: number, commandFirst: boolean, isFleet = false) {
  return layout(chosenColumns(null, isFleet), width, { commandFirst, sorted: 'fds' });
}

function cell(id: string, process: ProcessSample): { text: string; width: number } {
  const { text, width } = COLUMNS.find(column => column.id === id)!;
  return { text: text(process, { width, histories: new Map(), thresholds, instance: null }), width };
}

describe('the layout', () => {
  test.each([false, true])('never exceeds the width, from 0 to 250 (every process: %s)', all => {
    for (let width = 0; width <= 250; width += 1) {
      // Each column is followed by one space.
      const used = layoutColumns(width, all).reduce((sum, placed) => sum + placed.width + 1, 0);
      expect(used, `at ${width}`).toBeLessThanOrEqual(width);
    }
  });

  test('gives no column less than its width, nor more than its most', () => {
    for (let width = 35; width <= 250; width += 1) {
      for (const { column, width: given } of layoutColumns(width, false)) {
        expect(given).toBeGreaterThanOrEqual(column.width);
        expect(given).toBeLessThanOrEqual(column.maxWidth ?? column.width);
      }
    }
  });

  test('keeps pid, role, fds and use in the narrowest terminal', () => {
    expect(layoutColumns(35, false).map(({ column }) => column.id)).toEqual(['pid', 'role', 'fds', 'used']);
  });

  test('always has the column of the order, where nothing else would tell it', () => {
    const columns = chosenColumns(null, false);
    for (const { id, width } of columns) {
      const placed = layout(columns, Math.max(35, 17 + width), { commandFirst: false, sorted: id });
      expect(placed.map(({ column }) => column.id)).toContain(id);
    }
  });

  test('shows the command early where every process is on the screen', () => {
    expect(layoutColumns(60, true).map(({ column }) => column.id)).toContain('command');
    expect(layoutColumns(60, false).map(({ column }) => column.id)).not.toContain('command');
  });

  test('never takes a column away where the terminal grows', () => {
    let before = 0;
    for (let width = 0; width <= 250; width += 1) {
      const count = layoutColumns(width, false).length;
      expect(count).toBeGreaterThanOrEqual(before);
      before = count;
    }
    expect(before).toBe(chosenColumns(null, false).length);
  });

  test('names the host in a fleet, in every width, and leaves out what no exporter tells', () => {
    for (let width = 35; width <= 250; width += 1) {
      expect(layoutColumns(width, false, true)[0]!.column.id).toBe('host');
      expect(layoutColumns(width, false, false)[0]!.column.id).toBe('pid');
    }
    const ids = layoutColumns(250, false, true).map(({ column }) => column.id);
    expect(ids).toContain('instance');
    expect(ids).not.toContain('cpu');
    expect(ids).not.toContain('memory');
  });
});

describe('the table of columns', () => {
  test('has no id, title or priority twice, and says what each is', () => {
    for (const field of ['id', 'title', 'priority'] as const) {
      expect(new Set(COLUMNS.map(column => column[field])).size).toBe(COLUMNS.length);
    }
    for (const { help } of COLUMNS) expect(help.length).toBeGreaterThan(5);
  });

  test('has titles that fit', () => {
    for (const { title, width } of COLUMNS) expect(title.length).toBeLessThanOrEqual(width);
  });
});

describe('every cell fits into its column', () => {
  const extremes: [string, Partial<ProcessSample>][] = [
    [
      'nothing known',
      { fds: null, limitSoft: null, usedPercent: null, fdsPerSecond: null, cpuPercent: null, rssBytes: null },
    ],
    ['the largest pid', { pid: 4_194_304 }],
    ['9,999,999 fds', { fds: 9_999_999 }],
    ['a limit of 2^20', { limitSoft: 1_048_576 }],
    ['no limit', { limitSoft: Number.POSITIVE_INFINITY, usedPercent: 0 }],
    ['a limit that was lowered under it', { limitSoft: 1, usedPercent: 48_886_800 }],
    ['a quick leak', { fdsPerSecond: 1_000_000 }],
    ['a quick end of a leak', { fdsPerSecond: -999_999.9 }],
    ['9,999.7 fds a second', { fdsPerSecond: 9_999.7 }],
    ['a limit that is years away', { secondsToLimit: 1e12 }],
    ['a limit that is 59 minutes away', { secondsToLimit: 3599 }],
    ['nine busy cores', { cpuPercent: 999.9 }],
    ['a terabyte', { rssBytes: 2 ** 40 }],
    ['999 MiB and more', { rssBytes: 1023 * 2 ** 20 }],
    ['a year', { ageSeconds: 364.9 * 86_400 }],
    ['a century', { ageSeconds: 1e12 }],
    ...(['master', 'worker', 'dirty-arbiter', 'dirty-worker', 'helper', 'other'] as const).map(
      role => [role, { role }] as [string, Partial<ProcessSample>],
    ),
  ];
  const cut = new Set(['user', 'command']);

  test.each(extremes)('with %s', (_, given) => {
    for (const { id } of COLUMNS) {
      if (cut.has(id)) continue;
      const { text, width } = cell(id, sample({ pid: 11, ...given }));
      expect(stringWidth(text), `${id}: ${text}`).toBeLessThanOrEqual(width);
    }
  });

  // columns.ts: formatCount of a limit over 9,999,999 is wider than the 9 columns of LIMIT, and is cut to `1,073,74…`,
  // which reads as a million. systemd's "infinity" is 1,073,741,816 on many machines. Use formatShortCount there.
  test('with the limit that systemd calls infinity', () => {
    const { text, width } = cell('limit', sample({ pid: 11, limitSoft: 1_073_741_816 }));
    expect(stringWidth(text), text).toBeLessThanOrEqual(width);
  });

  // columns.ts: `1600.0` is wider than the 5 columns of CPU%, and is cut to `1600…`. From 999.95 on without decimals.
  test('with sixteen busy cores', () => {
    const { text, width } = cell('cpu', sample({ pid: 11, cpuPercent: 1600 }));
    expect(stringWidth(text), text).toBeLessThanOrEqual(width);
  });
});

test('the history is drawn as wide as its column', () => {
  const history = new History(120);
  for (let at = 0; at < 300; at += 1) history.add({ at, fds: at });
  const process = sample({ pid: 11 });
  const histories = new Map([['11@110', history]]);
  const { text } = COLUMNS.find(({ id }) => id === 'history')!;
  for (const width of [12, 25, 40]) {
    expect(stringWidth(text(process, { width, histories, thresholds, instance: null }))).toBe(width);
  }
});

test('unknown is a question mark, never 0', () => {
  const unknown = sample({ pid: 11, fds: null, fdsUnknown: 'permission', limitSoft: null, usedPercent: null });
  for (const id of ['fds', 'limit', 'used']) expect(cell(id, unknown).text).toBe('?');
});

describe('columns that were chosen', () => {
  const shownAt = (choice: readonly string[], width: number) =>
    layout(chosenColumns(choice, false), width, { commandFirst: false, sorted: null }).map(({ column }) => column.id);

  test('stand in the order in which they were', () => {
    expect(shownAt(['user', 'fds', 'pid'], 100)).toEqual(['user', 'fds', 'pid']);
  });

  test('go in the order of their importance where there is no room, as those of fdtop do', () => {
    expect(shownAt(['pid', 'fds', 'limit', 'used', 'command'], 30)).toEqual(['pid', 'fds', 'used']);
  });

  test('stay, where they were moved past what is more important', () => {
    expect(shownAt(['command', 'pid', 'role', 'fds', 'used'], 30)).toEqual(['command', 'fds']);
    expect(shownAt(['limit', 'pid', 'role', 'fds', 'used'], 30)).toEqual(['limit', 'pid', 'fds']);
  });

  test('never exceed the width, alone or all of them', () => {
    for (const choice of [...COLUMNS.map(({ id }) => [id]), COLUMNS.map(({ id }) => id).reverse()]) {
      for (let width = 35; width <= 250; width += 1) {
        const placed = layout(chosenColumns(choice, false), width, { commandFirst: false, sorted: null, treeWidth: 6 });
        expect(placed.length).toBeGreaterThan(0);
        expect(placed.reduce((sum, { width: each }) => sum + each + 1, 0)).toBeLessThanOrEqual(width);
      }
    }
  });
});
