import { describe, expect, test } from 'vitest';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { nearestProcess, needsCosts, type Row, selectedIndex, tableRows } from '../../src/ui/rows.ts';
import { instance, sample, shop, snapshot } from './snapshots.ts';

const BY_FDS = { column: 'fds', descending: true };

function rowsOf(
  processes: ProcessSample[],
  given: Partial<Parameters<typeof tableRows>[0]> = {},
  instances = [instance()],
) {
  return tableRows({ shown: snapshot({ processes, instances }), sort: BY_FDS, view: 'group', filter: '', ...given });
}

const label = (row: Row) =>
  row.type === 'process'
    ? row.process.pid
    : row.type === 'instance'
      ? row.instance.id
      : row.type === 'ancestor'
        ? `(${row.process.pid})`
        : `others ${row.count}`;
const labels = (rows: readonly Row[]) => rows.map(label);

describe('the order', () => {
  test('is by the column, the largest first', () => {
    expect(labels(rowsOf(shop(), { view: 'flat' }))).toEqual([12, 11, 10]);
    expect(labels(rowsOf(shop(), { view: 'flat', sort: { column: 'fds', descending: false } }))).toEqual([10, 11, 12]);
  });

  test.each([true, false])('has the unknown last either way (descending: %s)', descending => {
    const processes = [sample({ pid: 1, fds: null }), sample({ pid: 2, fds: 5 }), sample({ pid: 3, fds: null })];
    expect(labels(rowsOf(processes, { view: 'flat', sort: { column: 'fds', descending } }))).toEqual([2, 1, 3]);
  });

  test('of equals has masters first, then the lower pid', () => {
    const processes = [sample({ pid: 30 }), sample({ pid: 20 }), sample({ pid: 40, role: 'master' })];
    expect(labels(rowsOf(processes, { view: 'flat' }))).toEqual([40, 20, 30]);
  });

  test.each(COLUMNS.map(({ id }) => id))('by %s is total: the same whatever the order of the snapshot', column => {
    const processes = [
      ...shop(),
      sample({
        pid: 21,
        fds: null,
        limitSoft: null,
        usedPercent: null,
        fdsPerSecond: null,
        cpuPercent: null,
        rssBytes: null,
      }),
      sample({ pid: 22, limitSoft: Number.POSITIVE_INFINITY, secondsToLimit: 5 }),
    ];
    for (const descending of [true, false]) {
      const sort = { column, descending };
      expect(labels(rowsOf(processes, { view: 'flat', sort }))).toEqual(
        labels(rowsOf([...processes].reverse(), { view: 'flat', sort })),
      );
    }
  });

  test('by the time to the limit has those without an end last', () => {
    const processes = [
      sample({ pid: 1 }),
      sample({ pid: 2, secondsToLimit: 500 }),
      sample({ pid: 3, secondsToLimit: 5 }),
    ];
    const sort = { column: 'full-in', descending: false };
    expect(labels(rowsOf(processes, { view: 'flat', sort }))).toEqual([3, 2, 1]);
  });

  test('by a column that does not exist is by the first', () => {
    const sort = { column: 'nonsense', descending: false };
    expect(labels(rowsOf(shop(), { view: 'flat', sort }))).toEqual([10, 11, 12]);
  });

  test('leaves the snapshot as it was', () => {
    const processes = shop();
    rowsOf(processes);
    expect(processes.map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });
});

describe('groups', () => {
  const two = [instance(), instance({ id: '20@200', masterPid: 20, name: 'blog' })];
  const blog = [
    sample({ pid: 20, role: 'master', instance: '20@200' }),
    sample({ pid: 21, instance: '20@200', fds: 30_000 }),
  ];

  test('have a heading each; the one with the worst process leads', () => {
    expect(labels(rowsOf([...shop(), ...blog], {}, two))).toEqual(['20@200', 21, 20, '10@100', 12, 11, 10]);
    const sort = { column: 'fds', descending: false };
    expect(labels(rowsOf([...shop(), ...blog], { sort }, two))).toEqual(['10@100', 10, 11, 12, '20@200', 20, 21]);
  });

  test('count the processes of no instance together', () => {
    const rest = [sample({ pid: 1, instance: null, fds: 3 }), sample({ pid: 2, instance: null, fds: 2 })];
    expect(labels(rowsOf([...shop(), ...rest]))).toEqual(['10@100', 12, 11, 10, 'others 2', 1, 2]);
  });

  test('of an instance that the snapshot does not know have no heading, but their rows', () => {
    expect(labels(rowsOf(shop(), {}, []))).toEqual([12, 11, 10]);
  });

  test('show every process once', () => {
    const all = [...shop(), ...blog, sample({ pid: 1, instance: null })];
    const pids = labels(rowsOf(all, {}, two)).filter(entry => typeof entry === 'number');
    expect(pids.sort((a, b) => a - b)).toEqual([1, 10, 11, 12, 20, 21]);
  });
});

describe('the filter', () => {
  const filtered = (filter: string) => labels(rowsOf(shop(), { filter, view: 'flat' }));

  test('finds pid, role, user, severity, instance and unit, whatever the case', () => {
    expect(filtered('12')).toEqual([12]);
    expect(filtered('MASTER')).toEqual([10]);
    expect(filtered('www-data')).toEqual([12, 11]);
    expect(filtered('leaking')).toEqual([12]);
    expect(filtered('gunicorn.service')).toEqual([12, 11, 10]);
  });

  test('wants all of its words', () => {
    expect(filtered('worker leaking')).toEqual([12]);
    expect(filtered('master leaking')).toEqual([]);
  });

  test('is no regular expression', () => {
    expect(filtered('.*')).toEqual([]);
    expect(filtered('[')).toEqual([12, 11, 10]);
  });

  test('of spaces alone shows all, and a space at its end changes nothing', () => {
    expect(filtered('  ')).toEqual([12, 11, 10]);
    expect(filtered('leaking ')).toEqual([12]);
  });

  test('does not find the words null and undefined in what is not known', () => {
    const processes = [sample({ pid: 1, instance: null, fds: null })];
    for (const filter of ['null', 'undefined']) expect(labels(rowsOf(processes, { filter }))).toEqual([]);
  });
});

describe('the selection', () => {
  const at = (
    rows: readonly Row[],
    selected: string | null,
    selectedIndexBefore = 0,
    selectedInstance: string | null = null,
  ) => {
    const index = selectedIndex(rows, { selected, selectedIndex: selectedIndexBefore, selectedInstance });
    return index === -1 ? null : label(rows[index]!);
  };

  test('is on the first process, never on a heading', () => {
    expect(at(rowsOf(shop()), null)).toBe(12);
  });

  test('follows its process wherever that moves', () => {
    const moved = shop().map(process => (process.pid === 11 ? { ...process, fds: 99_999 } : process));
    expect(at(rowsOf(shop()), '11@110', 2)).toBe(11);
    expect(at(rowsOf(moved), '11@110', 2)).toBe(11);
    expect(labels(rowsOf(moved))[1]).toBe(11);
  });

  test('goes to what moved into its place when its process is gone', () => {
    const left = shop().filter(({ pid }) => pid !== 11);
    expect(at(rowsOf(left), '11@110', 2)).toBe(10);
  });

  test('goes to the last row when the rows became fewer', () => {
    expect(at(rowsOf([shop()[0]!]), '11@110', 7)).toBe(10);
  });

  test('does not stay on a pid that is reused by another process', () => {
    const reused = shop().map(process => (process.pid === 12 ? { ...process, startTime: 999_999, fds: 1 } : process));
    // 12 was on top, in line 1; the new 12 is the last, and is not what was selected.
    expect(at(rowsOf(reused), '12@120', 1)).toBe(11);
  });

  test('stays in the instance of its process when that is gone', () => {
    const blog = [
      sample({ pid: 20, role: 'master', instance: '20@200', fds: 9_000 }),
      sample({ pid: 21, instance: '20@200', fds: 30_000 }),
    ];
    const instances = [instance(), instance({ id: '20@200', masterPid: 20 })];
    const before = rowsOf([...shop(), ...blog], {}, instances);
    expect(labels(before).slice(1, 3)).toEqual([21, 20]);
    // Without 21 the shop leads the table, and its worst worker stands where 21 stood.
    const after = rowsOf([...shop(), blog[0]!], {}, instances);
    expect(label(after[1]!)).toBe(12);
    expect(at(after, '21@210', 1, '20@200')).toBe(20);
  });

  test('is nowhere in an empty table', () => {
    expect(selectedIndex([], { selected: '11@110', selectedIndex: 4, selectedInstance: null })).toBe(-1);
    expect(selectedIndex([], { selected: null, selectedIndex: 0, selectedInstance: null })).toBe(-1);
  });

  test('steps over headings, and stays at the ends', () => {
    const rows = rowsOf([...shop(), sample({ pid: 1, instance: null, fds: 1 })]);
    expect(labels(rows)).toEqual(['10@100', 12, 11, 10, 'others 1', 1]);
    expect(nearestProcess(rows, 4, 1)).toBe(5);
    expect(nearestProcess(rows, 4, -1)).toBe(3);
    expect(nearestProcess(rows, 0, -1)).toBe(1);
    expect(nearestProcess(rows, -5, -1)).toBe(1);
    expect(nearestProcess(rows, Number.POSITIVE_INFINITY, 1)).toBe(5);
    expect(nearestProcess(rows, Number.NEGATIVE_INFINITY, -1)).toBe(1);
  });
});

test('before the first snapshot there is no row', () => {
  expect(tableRows({ shown: null, sort: BY_FDS, view: 'group', filter: '' })).toEqual([]);
});

describe('the tree', () => {
  const tree = (given: object = {}) =>
    rowsOf([...shop(), sample({ pid: 13, ppid: 12, role: 'helper', fds: 3 })], { view: 'tree', ...given });

  test('has workers below their master, and no headings; the worst of all leads', () => {
    expect(labels(tree())).toEqual([10, 12, 13, 11]);
    expect(labels(tree({ sort: { column: 'fds', descending: false } }))).toEqual([10, 12, 13, 11]);
    expect(labels(tree({ sort: { column: 'pid', descending: false } }))).toEqual([10, 11, 12, 13]);
  });

  test('shows the ancestors of what the filter finds as such, and nothing is selected there', () => {
    const rows = tree({ filter: 'role=helper' });
    expect(labels(rows)).toEqual(['(10)', '(12)', 13]);
    expect(nearestProcess(rows, 0, 1)).toBe(2);
    expect(selectedIndex(rows, { selected: '12@120', selectedIndex: 1, selectedInstance: '10@100' })).toBe(2);
  });
});

test('asked for the same again the rows are the same, and another when anything changes', () => {
  const of = { shown: snapshot(), sort: BY_FDS, view: 'group', filter: '' } as const;
  const rows = tableRows(of);
  expect(tableRows({ ...of })).toBe(rows);
  expect(tableRows({ ...of, filter: 'pid=12' })).not.toBe(rows);
  expect(tableRows({ ...of, view: 'flat' })).not.toBe(rows);
  expect(tableRows({ ...of, sort: { ...BY_FDS } })).not.toBe(rows);
  expect(tableRows({ ...of, shown: snapshot() })).not.toBe(rows);
});

test.each([
  [{}, false],
  [{ sort: { column: 'cpu', descending: true } }, true],
  [{ sort: { column: 'memory', descending: true } }, true],
  [{ filter: 'mem>1G' }, true],
  [{ filter: 'not (role=worker or cpu>5)' }, true],
  [{ filter: 'fds>5 mem' }, false],
])('CPU and memory of all are needed with %j: %s', (given, expected) => {
  expect(needsCosts({ sort: BY_FDS, filter: '', ...given })).toBe(expected);
});
