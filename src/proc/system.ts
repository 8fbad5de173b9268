import { hostname, release } from 'node:os';
import { printable } from '../model/printable.ts';
import { tryReadProcFile } from './tree.ts';

export interface OpenFiles {
  filesOpen: number | null;
  filesMax: number | null;
}

/** System-wide open files and fs.file-max, from /proc/sys/fs/file-nr: `allocated free max`. */
export function readOpenFiles(procRoot: string): OpenFiles {
  const fields = (tryReadProcFile(`${procRoot}/sys/fs/file-nr`) ?? '').trim().split(/\s+/);
  const [allocated, free, max] = fields.map(Number);
  if (fields.length !== 3 || ![allocated, free, max].every(Number.isFinite)) return { filesOpen: null, filesMax: null };
  return { filesOpen: allocated! - free!, filesMax: max! };
}

/** Seconds since boot, from /proc/uptime. Null in a tree without it. */
export function readUptime(procRoot: string): number | null {
  const seconds = Number.parseFloat(tryReadProcFile(`${procRoot}/uptime`) ?? '');
  return Number.isFinite(seconds) ? seconds : null;
}

/** Host name and kernel release of the machine that the tree belongs to, safe to print: the kernel takes any host name. */
export function readHost(procRoot: string): { host: string; kernel: string } {
  const read = (name: string) => printable(tryReadProcFile(`${procRoot}/sys/kernel/${name}`)?.trim() ?? '', 64);
  return { host: read('hostname') || hostname(), kernel: read('osrelease') || release() };
}
