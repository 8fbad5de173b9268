import type { FdTypes } from '../model/fd-types.ts';
import { formatCount } from '../model/format.ts';
import { textTable } from './text-table.ts';

/** The fd types of one process as a plain table, biggest group first. */
export function typesText({ pid, total, exact, sampled, groups }: FdTypes): string {
  const how = exact ? 'exact' : `estimated from ${formatCount(sampled)} of them`;
  const rows = groups.map(({ share, count, label, marginOfError }) => [
    `${(share * 100).toFixed(1)}%${marginOfError === 0 ? '' : ` ±${(marginOfError * 100).toFixed(1)}`}`,
    formatCount(count),
    label,
  ]);
  return [
    `${pid}: ${formatCount(total)} fds, ${how}`,
    ...textTable([['SHARE', 'COUNT', 'TYPE'], ...rows], ['right', 'right', 'left']),
  ].join('\n');
}
