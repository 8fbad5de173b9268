import { SEVERITIES } from '../model/severity.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { filterOf } from './filter-terms.ts';
import { treeOf } from './tree.ts';

interface ProcessRow {
  process: ProcessSample;
  instance: Instance | null;
  /** In a tree: see TreeNode. */
  lasts?: readonly boolean[];
}

export type Row =
  | { type: 'instance'; instance: Instance }
  /** Heads the processes of no instance, when every process is shown. */
  | { type: 'others'; count: number }
  | ({ type: 'process' } & ProcessRow)
  /** The filter hides it, but a row below it in the tree is shown. No key is meant for it. */
  | ({ type: 'ancestor' } & ProcessRow);

export type RowOf<Type extends Row['type']> = Extract<Row, { type: Type }>;

type RowsOf = Pick<State, 'shown' | 'sort' | 'view' | 'filter'>;

let last: { of: RowsOf; rows: Row[] } | null = null;

/** The lines of the table: filtered, sorted, and grouped or as a tree. The last ones are kept: each key asks for them. */
export function tableRows({ shown, sort, view, filter }: RowsOf): Row[] {
  const of = { shown, sort, view, filter };
  const isSame = last && (Object.keys(of) as (keyof RowsOf)[]).every(key => last!.of[key] === of[key]);
  if (!last || !isSame) last = { of, rows: rowsOf(of) };
  return last.rows;
}

function rowsOf({ shown, sort, view, filter }: RowsOf): Row[] {
  if (!shown) return [];
  const { matches } = filterOf(filter);
  const instances = new Map(shown.instances.map(instance => [instance.id, instance]));
  const instanceOf = ({ instance }: ProcessSample) => (instance === null ? null : (instances.get(instance) ?? null));
  const wanted = shown.processes.filter(process => matches(process, instanceOf(process)));
  const processes = sorted(wanted, sort, instanceOf);
  const row = (process: ProcessSample): Row => ({ type: 'process', process, instance: instanceOf(process) });
  if (view === 'flat') return processes.map(row);
  if (view === 'tree')
    return treeOf(processes, shown.processes).map(({ process, isContext, lasts }) => {
      return { type: isContext ? 'ancestor' : 'process', process, instance: instanceOf(process), lasts };
    });

  // A group stands where its first process does, so the worst one leads whatever the order.
  const groups = Map.groupBy(processes, ({ instance }) => instance);
  return [...groups].flatMap(([id, members]) => [...headingRows(shown, id, members.length), ...members.map(row)]);
}

function headingRows({ instances }: Snapshot, id: string | null, count: number): Row[] {
  if (id === null) return instances.length > 0 ? [{ type: 'others', count }] : [];
  const instance = instances.find(candidate => candidate.id === id);
  return instance ? [{ type: 'instance', instance }] : [];
}

/**
 * Where the selection is: on its process; when that is gone, on the one of its instance that is nearest to its place,
 * else on what moved into it. -1 on no row.
 */
export function selectedIndex(
  rows: readonly Row[],
  state: Pick<State, 'selected' | 'selectedIndex' | 'selectedInstance'>,
): number {
  if (state.selected === null) return nearestProcess(rows, 0, 1);
  const found = rows.findIndex(row => rowKey(row) === state.selected);
  if (found !== -1) return found;
  const { selectedInstance: instance } = state;
  const isKin = (row: Row) => row.type === 'process' && instance !== null && row.process.instance === instance;
  const kin = rows.flatMap((row, index) => (isKin(row) ? [index] : []));
  const distance = (index: number) => Math.abs(index - state.selectedIndex);
  return kin.sort((a, b) => distance(a) - distance(b))[0] ?? nearestProcess(rows, state.selectedIndex, 1);
}

/** From here on severities are no trouble. */
const WELL = SEVERITIES.indexOf('unknown');

/**
 * Before any key nobody has chosen a row: from one that is well the selection goes to who is worst off, and says what is
 * wrong there. Only that moves it, not the order.
 */
export function offeredIndex(rows: readonly Row[], state: State): number {
  const selected = selectedIndex(rows, state);
  const rank = (row: Row | undefined) => (row?.type === 'process' ? SEVERITIES.indexOf(row.process.severity) : WELL);
  if (state.isOwnSelection || state.dialog || rank(rows[selected]) < WELL) return selected;
  return rows.reduce((worst, row, index) => (rank(row) < Math.min(rank(rows[worst]), WELL) ? index : worst), selected);
}

/** The row that the next key is meant for. */
export function selectedRow(state: State): Row | null {
  const rows = tableRows(state);
  return rows[selectedIndex(rows, state)] ?? null;
}

/** The process that the next key is meant for; null on a heading. */
export function selectedProcess(state: State): ProcessSample | null {
  const row = selectedRow(state);
  return row?.type === 'process' ? row.process : null;
}

/** For what is done to a whole service: the selected process, or on its heading the master, or who is left without one. */
export function selectedMember(state: State): ProcessSample | null {
  const row = selectedRow(state);
  if (row?.type !== 'instance') return row?.type === 'process' ? row.process : null;
  const { id, masterPid } = row.instance;
  const members = state.shown!.processes.filter(({ instance }) => instance === id);
  return members.find(({ pid }) => pid === masterPid) ?? members[0] ?? null;
}

/** Names a row for good. A master and its instance have the same id: the kind of row tells them apart. */
export function rowKey(row: Row): string {
  if (row.type === 'process') return processKey(row.process);
  if (row.type === 'ancestor') return `ancestor ${processKey(row.process)}`;
  return row.type === 'instance' ? `instance ${row.instance.id}` : row.type;
}

/** The next row in `direction` that can be selected: processes and the headings of instances; where there is none, `index`. */
export function nextRow(rows: readonly Row[], index: number, direction: 1 | -1): number {
  for (let row = index + direction; row >= 0 && row < rows.length; row += direction) {
    if (rows[row]!.type === 'process' || rows[row]!.type === 'instance') return row;
  }
  return index;
}

/** The row at `index`, or the next process in `direction` when that is a heading; else in the other direction. */
export function nearestProcess(rows: readonly Row[], index: number, direction: 1 | -1): number {
  const start = Math.max(0, Math.min(rows.length - 1, index));
  for (const step of [direction, -direction]) {
    for (let row = start; row >= 0 && row < rows.length; row += step) if (rows[row]!.type === 'process') return row;
  }
  return -1;
}

export function sortColumn(id: string): Column {
  return COLUMNS.find(column => column.id === id) ?? COLUMNS[0]!;
}

/** Whether the order or the filter asks for what is else known of the rows around the selection only. */
export function needsCosts({ sort, filter }: Pick<State, 'sort' | 'filter'>): boolean {
  const { fields } = filterOf(filter);
  return COLUMNS.some(({ id, costs }) => costs && (id === sort.column || fields.has(id)));
}

function sorted(
  processes: readonly ProcessSample[],
  { column, descending }: State['sort'],
  instanceOf: (process: ProcessSample) => Instance | null,
): ProcessSample[] {
  const { sort } = sortColumn(column);
  return processes
    .map(process => ({ process, value: sort(process, instanceOf(process)) }))
    .sort(
      (a, b) =>
        compare(a.value, b.value, descending) || masterFirst(a.process, b.process) || a.process.pid - b.process.pid,
    )
    .map(({ process }) => process);
}

function compare(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : Number(a > b);
  return descending ? -order : order;
}

function masterFirst(a: ProcessSample, b: ProcessSample): number {
  return Number(b.role === 'master') - Number(a.role === 'master');
}
