import { formatCount, formatPercent } from '../format.ts';
import type { Evidence } from './evidence.ts';
import type { Verdict } from './verdict.ts';

const NEARLY_FULL = 0.9;

/** ENFILE: the whole system runs out of open files, whatever the limit of this process is. */
export function systemTableFull({ system, process }: Evidence): Verdict | null {
  const { filesOpen, filesMax } = system;
  if (filesOpen === null || filesMax === null || filesOpen < NEARLY_FULL * filesMax) return null;
  return {
    id: 'system-table-full',
    title: 'The whole system is near its limit of open files (ENFILE)',
    confidence: 'high',
    evidence: [
      `${formatCount(filesOpen)} open files are ${formatPercent((filesOpen / filesMax) * 100)} of fs.file-max ${formatCount(filesMax)}`,
      ...(process.fds === null ? [] : [`${formatCount(process.fds)} of them are of this process`]),
    ],
    advice: ['Find who holds them: fdtop --all. Then, until that is cured:', `  sysctl fs.file-max=${2 * filesMax}`],
    fds: process.fds ?? 0,
  };
}
