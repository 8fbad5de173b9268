import { readProcFile } from '../proc/tree.ts';

/** One mapping of /proc/PID/maps (fs/proc/task_mmu.c, show_map_vma). */
export interface Mapping {
  start: number;
  end: number;
  /** `rw-p`. */
  permissions: string;
  /** In the file, in bytes. */
  offset: number;
  /** Of the file; `[heap]`, `[anon:NAME]` and the like; empty for anonymous memory. */
  path: string;
}

/** Twice what a process may have (vm.max_map_count, 65,530), of lines as they are; behind these none is looked at. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_ROWS = 131_072;

const ROW = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) \S+ \d+ *(.*)$/s;

/** Parses /proc/PID/maps. Lines that are none are passed over. Addresses are below 2^47: exact as numbers. */
export function parseMaps(text: string): Mapping[] {
  return text.split('\n', MOST_ROWS).flatMap(line => {
    const [, start, end, permissions, offset, path] = ROW.exec(line) ?? [];
    if (start === undefined) return [];
    const hex = (digits: string) => Number.parseInt(digits, 16);
    return [{ start: hex(start), end: hex(end!), permissions: permissions!, offset: hex(offset!), path: path! }];
  });
}

/** @throws as readProcFile: EACCES without the permission to read the process's memory (ptrace access mode read) */
export function readMaps(procRoot: string, pid: number): Mapping[] {
  return parseMaps(readProcFile(`${procRoot}/${pid}/maps`, MOST_BYTES));
}

/** Where objects and what they own may lie: writable private memory of no file. Stacks hold no objects. */
export function heapMappings(maps: readonly Mapping[]): Mapping[] {
  return maps.filter(
    ({ permissions, path }) =>
      permissions.startsWith('rw') &&
      permissions.endsWith('p') &&
      (path === '' || path === '[heap]' || path.startsWith('[anon')),
  );
}
