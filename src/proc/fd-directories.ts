import type { CountedName } from '../model/fd-tally.ts';
import { tryReadProcFile } from './tree.ts';

/** So many paths are looked at, those with the most fds first: some 10 µs each. */
const MOST_CHECKED = 5_000;

/**
 * Tells directories from files, and changes the kind of those. By the flags that the fd was opened with, never by a stat
 * of the path: that waits for ever on a dead NFS server. So only what was opened as a directory is told (opendir(3) does,
 * and with it Python's os.scandir and os.listdir); a plain open() of a directory stays `file`.
 */
export function markDirectories(names: readonly CountedName[], procRoot: string, pid: number): void {
  const files = names.filter(({ kind }) => kind === 'file').sort((a, b) => b.count - a.count);
  for (const entry of files.slice(0, MOST_CHECKED)) {
    const text = tryReadProcFile(`${procRoot}/${pid}/fdinfo/${entry.fd}`);
    if (text !== null && isOpenedAsDirectory(text)) entry.kind = 'directory';
  }
}

/** Architectures with numbers of their own for it (arch/ARCH/include/uapi/asm/fcntl.h); there 0200000 is O_DIRECT. */
const ODD_O_DIRECTORY = 0o40000;
const O_DIRECTORY = 0o200000;
const oddArchitectures = new Set(['arm', 'arm64', 'ppc64']);

/** Whether the `flags:` line, octal, of a /proc/PID/fdinfo/N (fs/proc/fd.c, seq_show) holds O_DIRECTORY. */
export function isOpenedAsDirectory(fdinfo: string, architecture: string = process.arch): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(fdinfo)?.[1];
  if (flags === undefined) return false;
  const flag = oddArchitectures.has(architecture) ? ODD_O_DIRECTORY : O_DIRECTORY;
  return (Number.parseInt(flags, 8) & flag) !== 0;
}
