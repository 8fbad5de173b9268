import type { Store } from '../store/store.ts';
import { nearestProcess, nextRow, rowKey, selectedIndex, tableRows } from './rows.ts';

/** Selects the row above or below: a process, or the heading of an instance. */
export function selectNext(store: Store, direction: 1 | -1): void {
  const rows = tableRows(store.getState());
  select(store, nextRow(rows, selectedIndex(rows, store.getState()), direction));
}

/** Selects a process so many rows away, or the last one there is. */
export function selectFar(store: Store, rowCount: number): void {
  const rows = tableRows(store.getState());
  const from = selectedIndex(rows, store.getState());
  select(store, nearestProcess(rows, from + rowCount, rowCount < 0 ? -1 : 1));
}

function select(store: Store, index: number): void {
  const row = tableRows(store.getState())[index];
  const instance = row?.type === 'process' ? row.process.instance : row?.type === 'instance' ? row.instance.id : null;
  if (row?.type === 'process' || row?.type === 'instance')
    store.dispatch({ type: 'select', key: rowKey(row), index, instance });
}
