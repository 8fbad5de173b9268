import { foreign, rawOf } from '../model/foreign.ts';
import { basename, type Claim, isShell, type ProcessFacts } from './claim.ts';
import type { Pattern } from './pattern.ts';
import type { Claimed } from './roles.ts';

/** So much of a command line is looked at, as ps does: it may be as long as its owner likes. */
const LOOKED_AT = 128 * 1024;

function commandLine({ argv }: ProcessFacts): string {
  return rawOf(argv).join(' ').slice(0, LOOKED_AT);
}

const NAMED = /(?:^|\/)fdtop(?:\.js)?$/;
const FDTOP = /(?:^|[\s/])fdtop(?:\.js)?(?=\s)/;
const MATCH = /\s--match[\s=]/g;

/**
 * fdtop, its interpreter's arguments and whatever wraps it (sudo, watch, npm) repeat the pattern: they are not meant. Each
 * part is looked for once, from left to right.
 */
function isFdtop({ argv }: ProcessFacts, line: string): boolean {
  if (argv.slice(0, 2).some(({ raw }) => NAMED.test(raw))) return true;
  const fdtop = FDTOP.exec(line);
  if (!fdtop) return false;
  MATCH.lastIndex = fdtop.index + fdtop[0].length;
  return MATCH.test(line);
}

/** They start a program that their own command line names too: it is the server, they are not. */
const LAUNCHER =
  /^(?:env|sudo|doas|su|runuser|setpriv|chpst|nice|nohup|timeout|watch|strace|tini|dumb-init|catatonit|docker-init|uv|poetry|pipenv|npm|npx)$/;

function isLauncher({ argv }: ProcessFacts): boolean {
  const program = argv[0]?.raw ?? '';
  return isShell(program) || LAUNCHER.test(basename(program));
}

/**
 * Adds the processes whose command line matches, and those of their descendants that run the same program: servers of
 * the same shape as Gunicorn (uvicorn, puma, php-fpm) start their workers under other arguments.
 */
export function claimMatches(
  all: readonly ProcessFacts[],
  pattern: Pattern,
  claimed: Map<number, Claimed>,
  ownPid: number,
): void {
  const byPid = new Map(all.map(facts => [facts.pid, facts]));
  const excluded = ancestors(byPid, ownPid);
  const matches = new Map<number, boolean>();

  const isMatch = (facts: ProcessFacts, depth: number): boolean => {
    const known = matches.get(facts.pid);
    if (known !== undefined) return known;
    const parent = byPid.get(facts.ppid);
    const wanted =
      facts.argv.length > 0 &&
      !excluded.has(facts.pid) &&
      (isNamed(facts, pattern) ??
        (parent !== undefined && depth < 64 && isSameProgram(parent, facts) && isMatch(parent, depth + 1)));
    matches.set(facts.pid, wanted);
    return wanted;
  };

  for (const facts of all) {
    if (!claimed.has(facts.pid) && isMatch(facts, 0)) claimed.set(facts.pid, { facts, claim: matchClaim(facts) });
  }
  leaveOutLaunchers(all, claimed);
}

/** By the arguments, which are another list once the process is looked at anew. */
const answers = new WeakMap<Pattern, WeakMap<readonly unknown[], boolean | null>>();

/** True for what matches, false for what repeats the pattern only, null for what its parent decides. */
function isNamed(facts: ProcessFacts, pattern: Pattern): boolean | null {
  const known = answers.get(pattern) ?? new WeakMap<readonly unknown[], boolean | null>();
  answers.set(pattern, known);
  const before = known.get(facts.argv);
  if (before !== undefined) return before;
  const line = commandLine(facts);
  const answer = isFdtop(facts, line) ? false : pattern.test(line) || null;
  known.set(facts.argv, answer);
  return answer;
}

/** Only those of which something that they started matches too, else a launcher is what was asked for. */
function leaveOutLaunchers(all: readonly ProcessFacts[], claimed: Map<number, Claimed>): void {
  const children = new Map<number, number>();
  const count = (ppid: number, by: number) => children.set(ppid, (children.get(ppid) ?? 0) + by);
  for (const { facts } of claimed.values()) count(facts.ppid, 1);
  for (const facts of all) {
    if (!isLauncher(facts) || !claimed.get(facts.pid)?.claim.matched || !children.get(facts.pid)) continue;
    claimed.delete(facts.pid);
    count(facts.ppid, -1);
  }
}

/** The path may differ: Python starts its workers by the full path of what was typed as `python3`. */
function isSameProgram(a: ProcessFacts, b: ProcessFacts): boolean {
  return basename(a.argv[0]?.raw ?? '') === basename(b.argv[0]?.raw ?? '');
}

/** Not all of a title that stands in argv[0]: what follows the program may be meant for nobody else. */
function matchClaim({ argv, comm }: ProcessFacts): Claim {
  const named = comm.raw === '' ? foreign(basename((argv[0]?.raw ?? '').split(' ', 1)[0]!)) : comm;
  return { titledRole: null, name: named.raw === '' ? null : named, matched: true };
}

function ancestors(byPid: Map<number, ProcessFacts>, pid: number): Set<number> {
  const line = new Set<number>();
  for (let current: number | undefined = pid; current && !line.has(current); current = byPid.get(current)?.ppid) {
    line.add(current);
  }
  return line;
}
