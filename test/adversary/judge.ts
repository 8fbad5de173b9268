/** What is wrong with a run of fdtop, seen from outside; and with the world after it. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandRun } from './commands.ts';
import { whyUnclean } from './marks.ts';
import type { Run } from './run.ts';
import type { World } from './world.ts';

/** Peak of the resident memory of an fdtop that is honest work: 60 to 120 MB. */
const MOST_KB = 450_000;
/** From Ctrl-C to the end, of what acts or stays: an action under way is not broken off. */
const PATIENCE_SECONDS = 15;

export function problemsOf(run: Run, { kind, limit, codes }: CommandRun): string[] {
  const said = [whyUnclean(run.stdout), whyUnclean(run.stderr)];
  const problems = [
    run.timedOut ? `did not end within ${limit} s` : null,
    !run.timedOut && !codes.includes(run.code) && !isOfInterrupt(run)
      ? `ended with ${run.code}: ${run.stderr.toString().slice(-300)}`
      : null,
    run.peakKb > MOST_KB ? `took ${Math.round(run.peakKb / 1024)} MB` : null,
    run.tty ? 'got a terminal of his' : null,
    ...run.left.map(each => `left behind: ${each}`),
    said[0] && `stdout ${said[0]}`,
    said[1] && `stderr ${said[1]}`,
    run.interrupted && kind === 'looks' ? 'waited for Ctrl-C' : null,
  ];
  return problems.filter(each => each !== null && each !== undefined) as string[];
}

/** Died of Ctrl-C itself, which came when it was done: a shell says 130. */
function isOfInterrupt({ interrupted, code }: Run): boolean {
  return interrupted && code === -2;
}

/** When it is interrupted, and when killed. */
export function timesOf({ kind, limit }: CommandRun): { interrupt: number[]; limit: number } {
  if (kind === 'stays') return { interrupt: [4, 10], limit: 4 + PATIENCE_SECONDS };
  if (kind === 'acts') return { interrupt: [4, 5, 6], limit: 4 + PATIENCE_SECONDS };
  return { interrupt: [], limit };
}

/** Where root's fdtop may write: its log, its caches, its state. */
const OWN = /^\/(?:var\/log\/fdtop|root\/(?:\.cache|\.local|\.config)?(?:\/|$)|root\/out)/;
const WATCHED = ['/etc', '/root', '/home/mallory', '/opt', '/run', '/var/log', '/tmp'];

/** Files of root and their changes: what mallory does with his own is his affair. */
export type Listing = Map<string, string>;

export function list(world: World): Listing {
  const found: Listing = new Map();
  const walk = (inside: string) => {
    for (const name of names(world.path(inside))) {
      const path = join(inside, name);
      const stat = lstatSync(world.path(path), { throwIfNoEntry: false });
      if (!stat || OWN.test(path)) continue;
      if (stat.uid === 0 && !stat.isDirectory()) found.set(path, `${stat.size} ${stat.mode} ${stat.mtimeMs}`);
      if (stat.uid === 0 && stat.isDirectory()) found.set(path, `${stat.mode}`);
      if (stat.isDirectory()) walk(path);
    }
  };
  for (const place of WATCHED) walk(place);
  return found;
}

function names(folder: string): string[] {
  try {
    const found = readdirSync(folder);
    return found.length > 10_000 ? [] : found;
  } catch {
    return [];
  }
}

/** Files of root that are new, changed or gone. */
export function changes(before: Listing, after: Listing): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter(path => before.get(path) !== after.get(path)).map(path => `changed ${path}`);
}
