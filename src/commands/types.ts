import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { readFdTypes } from '../proc/read-fd-types.ts';
import { toJson } from '../report/json.ts';
import { typesText } from '../report/types-text.ts';
import { Sampler } from '../sampler/sampler.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

/** More fds than this are estimated from a sample, unless --exact asks for all. */
const EXACT_UP_TO = 50_000;
const SAMPLE = 4_000;

/** What the open files of one process are, on stdout. Returns the exit code. */
export async function types(config: Config, args: readonly string[]): Promise<number> {
  const pid = config.worst ? await worstPid(config, args) : pidArgument(args);
  if (pid === null) {
    process.stderr.write(shown(`fdtop: ${words().typesReport.none}\n`));
    return 1;
  }
  const { procRoot } = config;
  const sample = config.exact || countOrZero(procRoot, pid) <= EXACT_UP_TO ? {} : { sample: SAMPLE };
  const result = readFdTypes({ procRoot, pid, startTime: null, ...sample });
  process.stdout.write(`${config.json ? toJson(result) : shown(typesText(result))}\n`);
  return 0;
}

async function worstPid(config: Config, args: readonly string[]): Promise<number | null> {
  if (args.length > 0) throw new UsageError(words().commandUsage.worstChooses(args[0]!));
  const sampler = new Sampler(config);
  const { processes } = await sampler.sample({ shown: [], exact: true });
  const counted = processes.filter(({ fds }) => fds !== null).sort((a, b) => b.fds! - a.fds!);
  return (counted[0] ?? processes[0])?.pid ?? null;
}

function pidArgument(args: readonly string[]): number {
  const [pid, extra] = args;
  if (pid === undefined) throw new UsageError(words().commandUsage.needsPidOrWorst('types'));
  if (extra !== undefined) throw new UsageError(words().commandUsage.typesTakesOne(extra));
  if (!/^[1-9]\d{0,9}$/.test(pid)) throw new UsageError(words().commandUsage.isNoPid('types', pid));
  return Number(pid);
}

function countOrZero(procRoot: string, pid: number): number {
  try {
    return countFds(procRoot, pid, hasFastFdCount(procRoot));
  } catch {
    // Whatever is wrong with it, reading its links will say so better.
    return 0;
  }
}
