import { formatCount, formatShortCount, plural } from '../model/format.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import { type Column, columnsOf } from '../ui/columns.ts';
import { type Row, tableRows } from '../ui/rows.ts';
import { instanceTitle } from '../ui/words.ts';
import { textTable } from './text-table.ts';

const CONTEXT = { histories: new Map(), thresholds: { warn: 1, leak: 1 } };

/** A snapshot as a plain table, one process a line, in the order of the screen. */
export function snapshotText(snapshot: Snapshot): string {
  const rows = tableRows({ shown: snapshot, sort: { column: 'fds', descending: true }, grouped: true, filter: '' });
  const { filesOpen, filesMax } = snapshot.system;
  const max = filesMax === null || filesMax > 1e15 ? '' : ` of ${formatShortCount(filesMax)}`;
  const system = snapshot.fleet ? snapshot.fleet.source : `Linux ${snapshot.kernel}`;
  const lines = [`${snapshot.host}  ${system}  open files ${formatCount(filesOpen)}${max}`];
  if (snapshot.fleet) lines.push(...snapshot.notes);
  if (rows.length === 0 && snapshot.fleet) return lines.join('\n');
  if (rows.length === 0) return [...lines, 'No Gunicorn runs on this machine.'].join('\n');
  lines.push(
    '',
    ...instanceLines(snapshot.instances),
    ...(snapshot.instances.length > 0 ? [''] : []),
    ...processLines(rows, snapshot.fleet !== undefined),
  );
  if (snapshot.processes.some(({ fdsUnknown }) => fdsUnknown === 'permission')) {
    lines.push('', '?: fds that may not be counted, permission denied; run sudo fdtop --once');
  }
  return lines.join('\n');
}

function instanceLines(instances: readonly Instance[]): string[] {
  return instances.map(instance => {
    const upgrade = instance.upgrading ? ', upgrade in progress' : '';
    const host = instance.host === undefined ? '' : `${instance.host}  `;
    return `${host}${instanceTitle(instance)}: ${plural(instance.workerPids.length, 'worker')}, ${formatCount(instance.fds)} fds, ${instance.severity}${upgrade}`;
  });
}

/** The command comes last, for it may be long. */
function processLines(rows: readonly Row[], isFleet: boolean): string[] {
  // One snapshot has no history to draw.
  const printed = columnsOf(isFleet).filter(({ id }) => id !== 'history');
  const processes = rows.flatMap(row => (row.type === 'process' ? [row.process] : []));
  const before = printed.filter(({ id }) => id !== 'command');
  const command = printed.filter(({ id }) => id === 'command');
  const line = (cell: (column: Column) => string, severity: string) => [
    ...before.map(cell),
    severity,
    ...command.map(cell),
  ];
  const cellOf = (process: ProcessSample) => (column: Column) => column.text(process, { ...CONTEXT, width: 0 });
  return textTable(
    [line(({ title }) => title, 'SEVERITY'), ...processes.map(process => line(cellOf(process), process.severity))],
    [...before.map(({ align }) => align), 'left', 'left'],
  );
}
