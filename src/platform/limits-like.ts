import { limitValue } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';

/** Options of prlimit(1), by the names in /proc/PID/limits (fs/proc/base.c, lnames). */
const OPTIONS: Readonly<Record<string, string>> = {
  'Max cpu time': '--cpu',
  'Max file size': '--fsize',
  'Max data size': '--data',
  'Max stack size': '--stack',
  'Max core file size': '--core',
  'Max resident set': '--rss',
  'Max processes': '--nproc',
  'Max open files': '--nofile',
  'Max locked memory': '--memlock',
  'Max address space': '--as',
  'Max file locks': '--locks',
  'Max pending signals': '--sigpending',
  'Max msgqueue size': '--msgqueue',
  'Max nice priority': '--nice',
  'Max realtime priority': '--rtprio',
  'Max realtime timeout': '--rttime',
};

/** Words for prlimit(1), so that what it executes has no more of anything than a process, nor than fdtop itself. */
export function limitsLike(pid: number): string[] {
  return limitWords(textOf(pid), textOf('self'));
}

/** The same, of what is in /proc/PID/limits of the one and of the other: the lower of each. A line that is none is left out. */
export function limitWords(theirs: string, own: string): string[] {
  const most = parseLimits(own);
  return [...parseLimits(theirs)].flatMap(([name, { soft, hard }]) => {
    const highest = Math.min(hard, most.get(name)?.hard ?? hard);
    return `${OPTIONS[name]}=${sayLimit(Math.min(soft, highest))}:${sayLimit(highest)}`;
  });
}

function parseLimits(text: string): Map<string, { soft: number; hard: number }> {
  const lines = text.matchAll(/^(Max [a-z ]*[a-z]) {1,30}(unlimited|\d{1,20}) {1,30}(unlimited|\d{1,20})\b/gm);
  const known = [...lines].filter(([, name]) => Object.hasOwn(OPTIONS, name!));
  return new Map(known.map(([, name, soft, hard]) => [name!, { soft: limitValue(soft!), hard: limitValue(hard!) }]));
}

const sayLimit = (limit: number) => (limit === Number.POSITIVE_INFINITY ? 'unlimited' : String(limit));

function textOf(pid: number | 'self'): string {
  return tryReadProcFile(`/proc/${pid}/limits`) ?? '';
}
