import { printable } from '../model/printable.ts';
import type { Fact, ProcessDetails } from '../model/process-details.ts';
import { words } from '../words/words.ts';
import { readCmdline } from './cmdline.ts';
import { environmentNames } from './environ.ts';
import { readStat } from './stat.ts';
import { readFailure, readProcFile, readProcLink } from './tree.ts';

const LONGEST_ARGUMENT = 300;
const MOST_ARGUMENTS = 500;
const LONGEST_NAME = 100;
const MOST_NAMES = 500;

/**
 * What is told of one process beside its counts. What this user may not read says so.
 *
 * @throws Error when it has ended, or its pid is another one's by now
 */
export function readDetails(procRoot: string, { pid, startTime }: { pid: number; startTime: number }): ProcessDetails {
  const at = `${procRoot}/${pid}`;
  const details = {
    argv: fact(() => argumentsOf(procRoot, pid)),
    directory: fact(() => printable(readProcLink(`${at}/cwd`), LONGEST_ARGUMENT)),
    environment: environment(at),
  };
  // Read last: what was read before it is of this process, then.
  const stat = readStat(procRoot, pid);
  if (stat?.startTime !== startTime) throw new Error(words().looks.hasEnded(pid));
  return { ...details, ppid: stat.ppid };
}

/** `…` stands for those that are not told. */
function argumentsOf(procRoot: string, pid: number): string[] {
  const { argv, isCut } = readCmdline(procRoot, pid);
  const told = argv.slice(0, MOST_ARGUMENTS).map(each => printable(each, LONGEST_ARGUMENT));
  return isCut || argv.length > MOST_ARGUMENTS ? [...told, '…'] : told;
}

function environment(at: string): Fact<string[]> {
  const names = fact(() => environmentNames(readProcFile(`${at}/environ`)));
  if ('why' in names) return names;
  if (names.value === null) return { why: words().looks.titled };
  return { value: names.value.slice(0, MOST_NAMES).map(name => printable(name, LONGEST_NAME)) };
}

function fact<Value>(read: () => Value): Fact<Value> {
  try {
    return { value: read() };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  const failure = readFailure(error);
  if (failure === 'out-of-fds') return words().looks.noMoreFiles;
  if (failure !== 'permission') return words().looks.notKnown;
  return words().looks.denied(process.geteuid?.() === 0);
}
