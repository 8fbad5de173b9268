/** The table of this suite: tricks, and commands and keys; what was run, and what went wrong. */
import { keepTotal } from './totals.ts';

interface Pair {
  trick: string;
  what: string;
  problems: string[];
}

const pairs: Pair[] = [];

/** Notes a pair of a trick and a command or key; gives its problems as lines. */
export function note(trick: string, what: string, problems: string[]): string[] {
  pairs.push({ trick, what, problems });
  return problems.map(problem => `${what}: ${problem}`);
}

/** Prints it, and adds its sums to the file that test/run.ts names. */
export function print(title: string, songs: Record<string, number>): void {
  const tricks = [...new Set(pairs.map(({ trick }) => trick))];
  const whats = [...new Set(pairs.map(({ what }) => what))];
  const width = Math.max(20, ...tricks.map(trick => trick.length));
  const lines = tricks.map(trick => {
    const own = pairs.filter(pair => pair.trick === trick);
    const bad = own.filter(({ problems }) => problems.length > 0);
    const failed = bad.length === 0 ? '' : `  FAILED: ${[...new Set(bad.map(({ what }) => what))].join(', ')}`;
    return `${trick.padEnd(width)}  ${String(own.length).padStart(4)}  ${new Set(own.map(({ what }) => what)).size} kinds${failed}`;
  });
  const failed = pairs.filter(({ problems }) => problems.length > 0).length;
  const runs = Object.entries(songs).map(([who, count]) => `${count} as ${who}`);
  const text = [
    `Adversary, ${title}: ${tricks.length} tricks x ${whats.length} commands and keys, ${pairs.length} pairs, ${failed} failed`,
    `the canary sang ${runs.length === 0 ? 'nowhere' : runs.join(', ')}`,
    `commands and keys: ${whats.join(' · ')}`,
    ...lines,
  ].join('\n');
  console.log(text);
  keepTotal({ title, tricks: tricks.length, pairs: pairs.length, failed, songs });
}
