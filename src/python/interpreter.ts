import { readSync } from 'node:fs';
import { readProcLink } from '../proc/tree.ts';
import { type Elf, parseElf, type ReadAt } from './elf.ts';
import { type Layout, layoutOf, SUPPORTED } from './layouts/index.ts';
import { isFreeThreaded } from './layouts/v313.ts';
import type { Mapping } from './maps.ts';
import type { Memory } from './memory.ts';
import { OriginError } from './origin-error.ts';
import type { OpenFile, ProcessFiles } from './process-files.ts';
import { type Version, versionIn, versionOf } from './version.ts';

/** A CPython in another process, and how it is laid out. */
export interface Interpreter {
  /** Address of _PyRuntime. */
  runtime: number;
  layout: Layout;
}

/** What is known of a process's Python before its heap is looked at. */
export interface FoundPython {
  version: Version | null;
  /** Why the heap cannot be read; null when it can. */
  refusal: string | null;
  interpreter: Interpreter | null;
}

/** Names that an interpreter goes by, as a program or as a library. */
const PYTHON = /\/(?:libpython\d[^/]*\.so[^/]*|python[\d.]*[a-z]*)$/;
/** No interpreter is larger, with all its symbols for a debugger; of a sparse file that says more nothing is read. */
const MOST_BYTES = 2 ** 32;
/** Of a file's tables: what its headers say is somebody else's word. */
const MOST_READ = 128 * 2 ** 20;
const MOST_READS = 1_000_000;
const PYPY = /\/(?:lib)?pypy[^/]*$/;

/**
 * Finds the CPython of a process: _PyRuntime in libpython or in the program itself, whatever that is called (uWSGI and
 * other embedders have it too). Files are opened as the process sees them: it may live in a container.
 *
 * @throws OriginError `no-python`
 */
export function findPython(
  { procRoot, pid }: { procRoot: string; pid: number },
  maps: readonly Mapping[],
  memory: Memory,
  files: ProcessFiles,
): FoundPython {
  const program = programOf(procRoot, pid);
  const paths = [...new Set(maps.map(({ path }) => path))];
  const libraries = paths.filter(path => /\/libpython\d/.test(path));
  let named: Version | null = null;
  for (const path of [...libraries, ...(program === null ? [] : [program])]) {
    const look = (elf: Elf) => {
      const symbol = elf.symbol('_PyRuntime');
      const bias = loadBias(elf, path, maps);
      if (!symbol || bias === null) return null;
      return { runtime: symbol.address + bias, version: versionOf(elf, bias, path, paths, memory) };
    };
    const use = (file: OpenFile) => readElf(file, look);
    // Replaced by an upgrade (`libpython3.11.so (deleted)`), hidden from us, or something else by now: null.
    const found = path === program ? files.withProgram(MOST_BYTES, use) : files.withFile(path, MOST_BYTES, use);
    if (found) return decide(found, memory);
    named ??= PYTHON.test(path) ? versionIn(path) : null;
  }
  if (paths.some(path => PYPY.test(path))) return refused(null, 'it is PyPy, whose heap is not supported yet');
  if (named === null && !paths.some(path => PYTHON.test(path))) throw new OriginError('no-python', pid);
  const text = named === null ? 'this Python' : `Python ${named.text}`;
  return refused(named, `${text} is not supported yet (CPython ${SUPPORTED} is), or its file cannot be read`);
}

function decide({ runtime, version }: { runtime: number; version: Version | null }, memory: Memory): FoundPython {
  if (version === null) return refused(null, 'its version cannot be told from its files');
  if (version.major === 3 && version.minor >= 13 && isFreeThreaded(memory, runtime)) {
    return refused(version, `Python ${version.text} without the GIL is not supported yet`);
  }
  const layout = version.major === 3 ? layoutOf(version.minor, memory, runtime) : null;
  if (!layout) return refused(version, `Python ${version.text} is not supported yet, CPython ${SUPPORTED} is`);
  return { version, refusal: null, interpreter: { runtime, layout } };
}

function refused(version: Version | null, refusal: string): FoundPython {
  return { version, refusal, interpreter: null };
}

/** Its path as the process sees it; null for a kernel thread. */
function programOf(procRoot: string, pid: number): string | null {
  try {
    return readProcLink(`${procRoot}/${pid}/exe`);
  } catch {
    return null;
  }
}

function readElf<T>({ fd, stat }: OpenFile, use: (elf: Elf) => T | null): T | null {
  let reads = 0;
  let bytes = 0;
  const read: ReadAt = (offset, length) => {
    const size = Math.max(0, Math.min(length, stat.size - offset));
    reads += 1;
    bytes += size;
    if (reads > MOST_READS || bytes > MOST_READ) throw new Error('its headers promise more than any interpreter has');
    const buffer = Buffer.alloc(size);
    return buffer.subarray(0, readSync(fd, buffer, 0, size, offset));
  };
  try {
    const elf = parseElf(read);
    return elf && use(elf);
  } catch {
    // A damaged file: what its headers promise is not there.
    return null;
  }
}

/** What must be added to the file's addresses; null when the file is not mapped. */
function loadBias(elf: Elf, path: string, maps: readonly Mapping[]): number | null {
  if (elf.fixed) return 0;
  for (const mapping of maps) {
    if (mapping.path !== path) continue;
    const segment = elf.segments.find(({ offset, fileSize }) => {
      return mapping.offset >= pageStart(offset) && mapping.offset < offset + fileSize;
    });
    if (segment) return mapping.start - mapping.offset - (segment.address - segment.offset);
  }
  return null;
}

function pageStart(offset: number): number {
  return offset - (offset % 4096);
}
