import { type Foreign, foreign } from '../model/foreign.ts';
import { readFailure, readProcText } from './tree.ts';

/** As `ps` has it: MAX_ARG_STRLEN of Linux, the longest single argument. */
export const MOST_CMDLINE_BYTES = 131_072;

/** Each is an object of its own, and 32,000 of them fit into what is read: no program that is meant here has so many. */
const MOST_ARGUMENTS = 1000;

/**
 * Arguments from /proc/PID/cmdline: NUL-separated. setproctitle writes its title over them and pads with NULs, which
 * are dropped; an empty argument between others stays. Kernel threads and zombies have none.
 */
export function parseCmdline(text: string): Foreign[] {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? [] : text.slice(0, end).split('\0').map(foreign);
}

/**
 * The arguments of a process, the first 128 kB of them at the most; `isCut` where there are more, and the last one may be cut
 * short. Throws as readProcText.
 */
export function readCmdline(
  procRoot: string,
  pid: number,
  mostBytes = MOST_CMDLINE_BYTES,
  mostArguments = MOST_ARGUMENTS,
) {
  const { text, isCut } = readProcText(`${procRoot}/${pid}/cmdline`, mostBytes);
  const told = firstOf(text, mostArguments);
  return { argv: parseCmdline(told), isCut: isCut || told.length < text.length };
}

function firstOf(text: string, most: number): string {
  let end = -1;
  for (let count = 0; count < most; count += 1) {
    end = text.indexOf('\0', end + 1);
    if (end === -1) return text;
  }
  return text.slice(0, end);
}

/** As readCmdline; without arguments where they cannot be read. Throws only when fdtop itself is out of fds. */
export function tryReadCmdline(...asked: Parameters<typeof readCmdline>): ReturnType<typeof readCmdline> {
  try {
    return readCmdline(...asked);
  } catch (error) {
    if (readFailure(error) === 'out-of-fds') throw error;
    return { argv: [], isCut: false };
  }
}
