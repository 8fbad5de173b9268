/** Pythons whose heap is not read: each is refused by its name, and gets candidates. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Budget } from '../../src/python/budget.ts';
import { parseElf } from '../../src/python/elf.ts';
import { findPython } from '../../src/python/interpreter.ts';
import { readMaps } from '../../src/python/maps.ts';
import { Memory } from '../../src/python/memory.ts';
import { ProcessFiles } from '../../src/python/process-files.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { registerChild } from '../support/cleanup.ts';
import { need } from '../support/need.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fdtop-pythons-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const APP = `import socket
KEPT = [socket.socket() for _ in range(60)]
print(1, flush=True)
input()
`;

async function startApp(python: string): Promise<number> {
  writeFileSync(join(dir, 'app.py'), APP);
  const child = spawn(python, ['app.py'], { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'] });
  registerChild(child);
  await once(child.stdout!, 'data');
  return child.pid!;
}

/** Debian's CPython, with another number in its constant Py_Version: what it says of itself. */
function relabelled(version: number): string {
  const bytes = readFileSync(realpathSync('/usr/bin/python3'));
  const elf = parseElf((offset, length) => bytes.subarray(offset, offset + length))!;
  const { address } = elf.symbol('Py_Version')!;
  const segment = elf.segments.find(each => address >= each.address && address < each.address + each.fileSize)!;
  bytes.writeUInt32LE(version, address - segment.address + segment.offset);
  writeFileSync(join(dir, 'python3'), bytes);
  chmodSync(join(dir, 'python3'), 0o755);
  return join(dir, 'python3');
}

const request = (pid: number) => ({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } });
const CANDIDATE = { file: 'app.py', line: 2, text: 'KEPT = [socket.socket() for _ in range(60)]' };

need('pypy3')('PyPy', () => {
  test('is told by its name', async () => {
    const origins = await readOrigins(request(await startApp('/usr/bin/pypy3')));
    const why = 'it is PyPy, whose heap is not supported yet';
    expect(origins.python).toEqual({ version: null, supported: false, why });
    expect(origins.groups[0]).toMatchObject({ count: 60, origins: [], candidates: [CANDIDATE] });
  });
});

test('a CPython newer than those that are known', async () => {
  const origins = await readOrigins(request(await startApp(relabelled(0x030e00f0))));
  const why = 'Python 3.14.0 is not supported yet, CPython 3.8 to 3.13 is';
  expect(origins.python).toEqual({ version: '3.14.0', supported: false, why });
  expect(origins.groups[0]).toMatchObject({ count: 60, origins: [], candidates: [CANDIDATE] });
});

/** The start of 3.13's _PyRuntime as it is in builds without the GIL, which is not to be had here. */
class MockedFreeThreading extends Memory {
  override bytes(address: number, length: number): Buffer {
    return length === 8 ? Buffer.from('xdebugpy') : super.bytes(address, length);
  }
  override word(): number {
    return 1;
  }
}

test('a CPython without the GIL (its memory is a mock)', async () => {
  const pid = await startApp(relabelled(0x030d00f0));
  using memory = new MockedFreeThreading(`/proc/${pid}/mem`, new Budget());
  const at = { procRoot: '/proc', pid };
  using files = new ProcessFiles('/proc', pid);
  expect(findPython(at, readMaps('/proc', pid), memory, files)).toMatchObject({
    refusal: 'Python 3.13.0 without the GIL is not supported yet',
    interpreter: null,
  });
});
