import type { FdTypes } from '../model/fd-types.ts';
import { formatCount, formatDecimal } from '../model/format.ts';
import { words } from '../words/words.ts';
import { textTable } from './text-table.ts';

/** The fd types of one process as a plain table, biggest group first. */
export function typesText({ pid, total, exact, sampled, groups }: FdTypes): string {
  const said = words().typesReport;
  const rows = groups.map(({ share, count, label, marginOfError }) => [
    `${formatDecimal(share * 100, 1)}%${marginOfError === 0 ? '' : ` ±${formatDecimal(marginOfError * 100, 1)}`}`,
    formatCount(count),
    said.label(label),
  ]);
  return [
    said.title(pid, total, exact ? null : sampled),
    ...textTable([said.heading, ...rows], ['right', 'right', 'left']),
  ].join('\n');
}
