import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Column } from '../../src/ui/column.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { screenOf, widest } from './screen.tsx';
import { instance, sample, shop } from './snapshots.ts';

const END = '\x1b[F';
const F2 = '\x1bOQ';

afterEach(() => vi.restoreAllMocks());

const many = Array.from({ length: 2000 }, (_, index) => sample({ pid: 10_000 + index, fds: index }));

describe('of 2,000 rows', () => {
  test('only those on the screen are drawn, wherever the selection is', async () => {
    const pid = COLUMNS.find(({ id }) => id === 'pid') as Column;
    const text = vi.spyOn(pid, 'text');
    const drawn = () => new Set(text.mock.calls.map(([process]) => process.pid)).size;
    const { type, shows } = await screenOf({ columns: 120, rows: 40, snapshot: { processes: many } });
    await shows('11999');
    expect(drawn()).toBeLessThanOrEqual(40);
    text.mockClear();
    await type(END);
    await shows(/^› +10000 /m);
    expect(drawn()).toBeLessThanOrEqual(2 * 40);
  });

  test('CPU and memory are measured around the selection, or of all when the order or the filter asks for them', async () => {
    const { effects, store, type, shows } = await screenOf({ rows: 40, snapshot: { processes: many } });
    const measured = () => effects.setVisible.mock.lastCall![0].length;
    await shows('11999');
    expect(measured()).toBeLessThan(100);
    store.dispatch({ type: 'sort', column: 'cpu', descending: true });
    await vi.waitFor(() => expect(measured()).toBe(2000));
    store.dispatch({ type: 'sort', column: 'fds', descending: true });
    await vi.waitFor(() => expect(measured()).toBeLessThan(100));
    await type('/', 'mem>1G');
    await shows('No row matches "mem>1G"');
    await vi.waitFor(() => expect(measured()).toBe(2000));
  });
});

test.each(['group', 'flat', 'tree'] as const)('%s fits, with names and columns of all kinds', async view => {
  const long = `漢字 ${'x'.repeat(300)} 🐍`;
  const chain = Array.from({ length: 30 }, (_, index) =>
    sample({ pid: 500 + index, ppid: 499 + index, instance: null }),
  );
  const processes = [...shop().map(process => ({ ...process, command: long, user: long })), ...chain];
  for (const [columns, rows] of [
    [40, 8],
    [81, 24],
    [250, 100],
  ] as const) {
    for (const choice of [null, ['command', 'fds', 'user'], COLUMNS.map(({ id }) => id).reverse()]) {
      const { store, lines, shows } = await screenOf({
        columns,
        rows,
        snapshot: { processes, instances: [instance({ name: long, unit: long })] },
      });
      store.dispatch({ type: 'view', view });
      store.dispatch({ type: 'columns', columns: choice });
      await shows(/漢|COMMAND|FDS/);
      expect(widest(lines())).toBeLessThanOrEqual(columns);
      expect(lines().length).toBeLessThanOrEqual(rows);
    }
  }
});

test('a name that is too long is cut in the middle: both ends of it tell something', async () => {
  const processes = [sample({ pid: 11, command: `/usr/bin/python3 ${'/srv'.repeat(50)}/manage.py` })];
  const { text, shows, store } = await screenOf({ columns: 60, snapshot: { processes } });
  store.dispatch({ type: 'columns', columns: ['pid', 'command'] });
  await shows('manage.py');
  expect(text()).toMatch(/\/usr\/bin.*….*manage\.py/);
});

test('the columns can be chosen with F2, in any terminal', async () => {
  for (const [columns, rows] of [
    [40, 8],
    [100, 24],
  ] as const) {
    const { type, shows, lines, store } = await screenOf({ columns, rows });
    await type(F2);
    await shows(/› \[x\] FDS/);
    expect(widest(lines())).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
    await type(END, ' ', '\x1b');
    expect(store.getState().columns).not.toContain('command');
  }
});
