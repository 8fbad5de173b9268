import { type Instance, instanceOf, type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import { COLUMNS, type Column } from './columns.ts';

export type Row =
  | { type: 'instance'; instance: Instance }
  /** Heads the processes of no instance, when every process is shown. */
  | { type: 'others'; count: number }
  | { type: 'process'; process: ProcessSample };

/** The lines of the table: filtered, sorted, and grouped by instance. */
export function tableRows(state: Pick<State, 'shown' | 'sort' | 'grouped' | 'filter'>): Row[] {
  const { shown, sort, grouped, filter } = state;
  if (!shown) return [];
  const wanted = shown.processes.filter(process => matches(process, instanceOf(shown, process), filter));
  const processes = sorted(wanted, sort);
  if (!grouped) return processes.map(processRow);

  // A group stands where its first process does, so the worst one leads whatever the order.
  const groups = Map.groupBy(processes, ({ instance }) => instance);
  return [...groups].flatMap(([id, members]) => [
    ...headingRows(shown, id, members.length),
    ...members.map(processRow),
  ]);
}

function headingRows({ instances }: Snapshot, id: string | null, count: number): Row[] {
  if (id === null) return instances.length > 0 ? [{ type: 'others', count }] : [];
  const instance = instances.find(candidate => candidate.id === id);
  return instance ? [{ type: 'instance', instance }] : [];
}

function processRow(process: ProcessSample): Row {
  return { type: 'process', process };
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
  const found = rows.findIndex(row => row.type === 'process' && processKey(row.process) === state.selected);
  if (found !== -1) return found;
  const { selectedInstance: instance } = state;
  const isKin = (row: Row) => row.type === 'process' && instance !== null && row.process.instance === instance;
  const kin = rows.flatMap((row, index) => (isKin(row) ? [index] : []));
  const distance = (index: number) => Math.abs(index - state.selectedIndex);
  return kin.sort((a, b) => distance(a) - distance(b))[0] ?? nearestProcess(rows, state.selectedIndex, 1);
}

/** The process that the next key is meant for. */
export function selectedProcess(state: State): ProcessSample | null {
  const rows = tableRows(state);
  const row = rows[selectedIndex(rows, state)];
  return row?.type === 'process' ? row.process : null;
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

function matches(process: ProcessSample, instance: Instance | null, filter: string): boolean {
  if (filter === '') return true;
  const { pid, role, user, command, severity, host } = process;
  const text = [pid, role, user, command, severity, host, instance?.name, instance?.unit].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function sorted(processes: readonly ProcessSample[], { column, descending }: State['sort']): ProcessSample[] {
  const { sort } = sortColumn(column);
  return [...processes].sort((a, b) => compare(sort(a), sort(b), descending) || masterFirst(a, b) || a.pid - b.pid);
}

function compare(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : Number(a > b);
  return descending ? -order : order;
}

function masterFirst(a: ProcessSample, b: ProcessSample): number {
  return Number(b.role === 'master') - Number(a.role === 'master');
}
