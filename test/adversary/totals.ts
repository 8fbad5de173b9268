/** The sums of the adversary's tables, from the test files that print them to the run of all tests. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** The environment variable that names the file they are kept in. */
export const TOTALS = 'FDTOP_ADVERSARY_TOTALS';

export interface Total {
  title: string;
  tricks: number;
  pairs: number;
  failed: number;
  /** Who ran a program of mallory's, and how often. */
  songs: Record<string, number>;
}

export function keepTotal(total: Total): void {
  const file = process.env[TOTALS];
  if (file) appendFileSync(file, `${JSON.stringify(total)}\n`);
}

/** Lines for a person; none when no such test ran. */
export function readTotals(file: string): string[] {
  if (!existsSync(file)) return [];
  const totals = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Total);
  const sum = (of: (total: Total) => number) => totals.reduce((all, total) => all + of(total), 0);
  const songs: Record<string, number> = {};
  for (const [who, count] of totals.flatMap(total => Object.entries(total.songs)))
    songs[who] = (songs[who] ?? 0) + count;
  const sung = Object.entries(songs).map(([who, count]) => `${count} as ${who}`);
  return [
    '',
    ...totals.map(
      ({ title, tricks, pairs, failed }) => `Adversary, ${title}: ${tricks} tricks, ${pairs} pairs, ${failed} failed`,
    ),
    `Adversary, all: ${sum(({ tricks }) => tricks)} tricks, ${sum(({ pairs }) => pairs)} pairs of a trick and a command or key, ${sum(({ failed }) => failed)} failed`,
    `Programs of the adversary ran: ${sung.length === 0 ? 'none' : sung.join(', ')}`,
  ];
}
