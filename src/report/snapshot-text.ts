import { formatShortCount } from '../model/format.ts';
import type { Instance, Snapshot } from '../model/snapshot.ts';
import type { Column } from '../ui/column.ts';
import { chosenColumns } from '../ui/column-layout.ts';
import { COLUMNS } from '../ui/columns.ts';
import { type RowOf, tableRows } from '../ui/rows.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { textTable } from './text-table.ts';

const CONTEXT = { histories: new Map(), thresholds: { warn: 1, leak: 1 } };

/** What the user has chosen to see; the filter has been applied already. */
export interface TextOptions {
  filter: string;
  columns: readonly string[] | null;
}

/** A snapshot as a plain table, one process a line, in the order of the screen. */
export function snapshotText(snapshot: Snapshot, { filter, columns }: TextOptions): string {
  const sort = { column: 'fds', descending: true };
  const rows = tableRows({ shown: snapshot, sort, view: 'group', filter: '' }).filter(row => row.type === 'process');
  const { filesOpen, filesMax } = snapshot.system;
  const max = filesMax === null || filesMax > 1e15 ? null : formatShortCount(filesMax);
  const system = snapshot.fleet ? snapshot.fleet.source : `Linux ${snapshot.kernel}`;
  const lines = [`${snapshot.host}  ${system}  ${words().snapshotReport.openFiles(filesOpen, max)}`];
  if (snapshot.fleet) lines.push(...snapshot.notes);
  if (rows.length === 0 && filter !== '') return [...lines, words().table.noRow(filter)].join('\n');
  if (rows.length === 0 && snapshot.fleet) return lines.join('\n');
  if (rows.length === 0) return [...lines, words().table.noGunicorn].join('\n');
  lines.push(
    '',
    ...instanceLines(snapshot.instances),
    ...(snapshot.instances.length > 0 ? [''] : []),
    ...processLines(rows, printedColumns(columns, snapshot.fleet !== undefined)),
  );
  if (snapshot.processes.some(({ fdsUnknown }) => fdsUnknown === 'permission')) {
    lines.push('', words().snapshotReport.denied);
  }
  return lines.join('\n');
}

function instanceLines(instances: readonly Instance[]): string[] {
  return instances.map(instance => {
    const { workerPids, fds, severity, upgrading = false } = instance;
    const host = instance.host === undefined ? '' : `${instance.host}  `;
    return words().snapshotReport.instance(
      `${host}${instanceTitle(instance)}`,
      workerPids.length,
      fds,
      severity,
      upgrading,
    );
  });
}

/** Without a choice all that one snapshot can tell, the severity in words, and the command last, for it may be long. */
function printedColumns(choice: readonly string[] | null, isFleet: boolean): readonly Column[] {
  if (choice) return chosenColumns(choice, isFleet);
  const ids = chosenColumns(null, isFleet).flatMap(({ id }) => (id === 'history' ? [] : [id]));
  return COLUMNS.filter(({ id }) => ids.includes(id) || id === 'severity');
}

function processLines(rows: readonly RowOf<'process'>[], columns: readonly Column[]): string[] {
  const cellsOf = ({ process, instance }: RowOf<'process'>) =>
    columns.map(column => column.text(process, { ...CONTEXT, instance, width: column.width }));
  return textTable(
    [columns.map(({ title }) => title), ...rows.map(cellsOf)],
    columns.map(({ align }) => align),
  );
}
