import type { Claim, ProcessFacts } from './claim.ts';
import type { Claimed } from './roles.ts';

/** fdtop, its interpreter's arguments and whatever wraps it (sudo, watch, npm) repeat the pattern: they are not meant. */
function isFdtop({ argv }: ProcessFacts): boolean {
  return argv.slice(0, 2).some(arg => /(?:^|\/)fdtop(?:\.js)?$/.test(arg));
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
        (parent !== undefined && depth < 64 && parent.argv[0] === facts.argv[0] && isMatch(parent, depth + 1)));
    matches.set(facts.pid, wanted);
    return wanted;
  };

  for (const facts of all) {
    if (!claimed.has(facts.pid) && isMatch(facts, 0)) claimed.set(facts.pid, { facts, claim: matchClaim(facts) });
  }
}

function matchClaim({ argv, comm }: ProcessFacts): Claim {
  return { titledRole: null, name: comm || argv[0] || null, matched: true };
}

function ancestors(byPid: Map<number, ProcessFacts>, pid: number): Set<number> {
  const line = new Set<number>();
  for (let current: number | undefined = pid; current && !line.has(current); current = byPid.get(current)?.ppid) {
    line.add(current);
  }
  return line;
}
