import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import type { Verdict } from './verdict.ts';

const NEARLY_FULL = 0.9;

/** ENFILE: the whole system runs out of open files, whatever the limit of this process is. */
export function systemTableFull({ system, process }: Evidence): Verdict | null {
  const { filesOpen, filesMax } = system;
  if (filesOpen === null || filesMax === null || filesOpen < NEARLY_FULL * filesMax) return null;
  const said = words().verdicts.systemTableFull;
  return {
    id: 'system-table-full',
    title: said.title,
    confidence: 'high',
    evidence: [
      said.used(filesOpen, (filesOpen / filesMax) * 100, filesMax),
      ...(process.fds === null ? [] : [said.ofProcess(process.fds)]),
    ],
    advice: said.advice(2 * filesMax),
    fds: process.fds ?? 0,
  };
}
