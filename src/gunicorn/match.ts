import { basename, type Claim, isShell, type ProcessFacts } from './claim.ts';
import type { Claimed } from './roles.ts';

/** fdtop, its interpreter's arguments and whatever wraps it (sudo, watch, npm) repeat the pattern: they are not meant. */
function isFdtop({ argv }: ProcessFacts): boolean {
  const isNamed = argv.slice(0, 2).some(arg => /(?:^|\/)fdtop(?:\.js)?$/.test(arg));
  return isNamed || /(?:^|[\s/])fdtop(?:\.js)?\s(?:.*\s)?--match[\s=]/s.test(argv.join(' '));
}

/** They start a program that their own command line names too: it is the server, they are not. */
const LAUNCHER =
  /^(?:env|sudo|doas|su|runuser|setpriv|chpst|nice|nohup|timeout|watch|strace|tini|dumb-init|catatonit|docker-init|uv|poetry|pipenv|npm|npx)$/;

function isLauncher({ argv }: ProcessFacts): boolean {
  const program = argv[0] ?? '';
  return isShell(program) || LAUNCHER.test(basename(program));
}

/**
 * Adds the processes whose command line matches, and those of their descendants that run the same program: servers of
 * the same shape as Gunicorn (uvicorn, puma, php-fpm) start their workers under other arguments.
 */
export function claimMatches(
  all: readonly ProcessFacts[],
  pattern: RegExp,
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
      !isFdtop(facts) &&
      (pattern.test(facts.argv.join(' ')) ||
        (parent !== undefined && depth < 64 && isSameProgram(parent, facts) && isMatch(parent, depth + 1)));
    matches.set(facts.pid, wanted);
    return wanted;
  };

  for (const facts of all) {
    if (!claimed.has(facts.pid) && isMatch(facts, 0)) claimed.set(facts.pid, { facts, claim: matchClaim(facts) });
  }
  for (const facts of all) if (isLauncher(facts)) leaveOutLauncher(facts, claimed);
}

/** Only where what it started matches too, else it is what was asked for. */
function leaveOutLauncher({ pid }: ProcessFacts, claimed: Map<number, Claimed>): void {
  if (!claimed.get(pid)?.claim.matched) return;
  for (const { facts } of claimed.values()) {
    if (facts.ppid !== pid) continue;
    claimed.delete(pid);
    return;
  }
}

/** The path may differ: Python starts its workers by the full path of what was typed as `python3`. */
function isSameProgram(a: ProcessFacts, b: ProcessFacts): boolean {
  return basename(a.argv[0] ?? '') === basename(b.argv[0] ?? '');
}

/** Not all of a title that stands in argv[0]: what follows the program may be meant for nobody else. */
function matchClaim({ argv, comm }: ProcessFacts): Claim {
  return { titledRole: null, name: comm || basename((argv[0] ?? '').split(' ', 1)[0]!) || null, matched: true };
}

function ancestors(byPid: Map<number, ProcessFacts>, pid: number): Set<number> {
  const line = new Set<number>();
  for (let current: number | undefined = pid; current && !line.has(current); current = byPid.get(current)?.ppid) {
    line.add(current);
  }
  return line;
}
