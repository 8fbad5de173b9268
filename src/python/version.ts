import type { Elf } from './elf.ts';
import type { Memory } from './memory.ts';

/** Of a library's own data, which is some 400 kB. */
const MOST_BYTES = 16 * 2 ** 20;

export interface Version {
  major: number;
  minor: number;
  /** `3.11.2`, or `3.11` where the rest is not told. */
  text: string;
}

/**
 * The version of the interpreter in an ELF file: its constant Py_Version (3.11 and newer; Include/pylifecycle.h), else its
 * file's name, else the names of the extension modules it has loaded, `_socket.cpython-310-x86_64-linux-gnu.so`. For the
 * ones before 3.11 the process's memory tells the patch, too.
 */
export function versionOf(
  elf: Elf,
  bias: number,
  path: string,
  loaded: readonly string[],
  memory: Memory,
): Version | null {
  const constant = elf.symbol('Py_Version');
  const hex = constant ? (elf.at(constant.address, 4)?.readUInt32LE(0) ?? 0) : 0;
  if (hex >>> 24 === 3) {
    const [minor, patch] = [(hex >>> 16) & 0xff, (hex >>> 8) & 0xff];
    return { major: 3, minor, text: `3.${minor}.${patch}` };
  }
  const named = versionIn(path) ?? modulesVersion(loaded);
  return named && { ...named, text: patchIn(elf, bias, memory, named.text) ?? named.text };
}

/** From `libpython3.8.so.1.0`, `python3.10`, `python2.7`; null for `python3`. */
export function versionIn(path: string): Version | null {
  const [, major, minor] = /python(\d)\.(\d+)/.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
  return major === undefined ? null : version(Number(major), Number(minor));
}

function modulesVersion(paths: readonly string[]): Version | null {
  for (const path of paths) {
    const [, major, minor] = /\.cpython-(\d)(\d+)[a-z]*-[^/]*\.so$/.exec(path) ?? [];
    if (major !== undefined) return version(Number(major), Number(minor));
  }
  return null;
}

/** What Py_GetVersion has written into its static buffer at the start (Python/getversion.c): `3.10.13 (main, ...) [GCC]`. */
function patchIn(elf: Elf, bias: number, memory: Memory, minor: string): string | null {
  const pattern = new RegExp(`(?<![\\d.])(${minor.replace('.', '\\.')}\\.\\d+)(?!\\d)[+a-z0-9]* \\(`);
  for (const { address, memorySize, writable } of elf.segments) {
    if (memory.budget.reached !== null) break;
    if (!writable || memorySize > MOST_BYTES) continue;
    const found = pattern.exec(memory.bytes(address + bias, memorySize).toString('latin1'))?.[1];
    if (found) return found;
  }
  return null;
}

function version(major: number, minor: number): Version {
  return { major, minor, text: `${major}.${minor}` };
}
