/** The heap of a process that means harm, or of one that is torn: any bytes, for each version of CPython. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { FdKind } from '../../src/model/fd-types.ts';
import { Budget } from '../../src/python/budget.ts';
import { findPython } from '../../src/python/interpreter.ts';
import type { Layout } from '../../src/python/layouts/layout.ts';
import { v38 } from '../../src/python/layouts/v38.ts';
import { v39 } from '../../src/python/layouts/v39.ts';
import { v310 } from '../../src/python/layouts/v310.ts';
import { v311 } from '../../src/python/layouts/v311.ts';
import { v312 } from '../../src/python/layouts/v312.ts';
import { v313, withDebugOffsets } from '../../src/python/layouts/v313.ts';
import type { Mapping } from '../../src/python/maps.ts';
import { Memory } from '../../src/python/memory.ts';
import { OriginError } from '../../src/python/origin-error.ts';
import { ProcessFiles } from '../../src/python/process-files.ts';
import { walkHeap } from '../../src/python/walk.ts';
import { FakeHeap, RUNTIME } from './fake-heap.ts';
import { check, cpuSeconds, expectPrintable, RUNS, SEED, trying, withinLimit } from './fuzz.ts';
import { damaged } from './inputs.ts';
import { smallElf } from './small-elf.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-fuzz-heap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LAYOUTS: readonly Layout[] = [v38, v39, v310, v311, v312, v313];
const KINDS: readonly FdKind[] = ['tcp', 'unix', 'file', 'deleted-file', 'eventpoll'];
const WANTED = new Map<number, FdKind>(Array.from({ length: 24 }, (_, fd) => [fd, KINDS[fd % KINDS.length]!]));

/** What a walk may take here. */
const LIMITS = { seconds: 0.1, bytes: 2 ** 28, objects: 300_000 };
/** It looks at the clock now and then only, and ends with what it has. */
const MOST_SECONDS = 8;

function walk(bytes: Buffer, layout: Layout, note = ''): void {
  const file = join(folder, 'mem');
  trying(`Python 3.${layout.minor}, ${bytes.length} bytes: ${note}`);
  writeFileSync(file, bytes);
  const maps: Mapping[] = [{ start: 4096, end: bytes.length & ~4095, permissions: 'rw-p', offset: 0, path: '' }];
  const start = cpuSeconds();
  using memory = new Memory(file, new Budget(LIMITS));
  const place = { procRoot: folder, pid: 1, maps, memory, interpreter: { runtime: RUNTIME, layout } };
  const walked = walkHeap(place, WANTED, () => {});
  expect(cpuSeconds() - start).toBeLessThan(MOST_SECONDS);
  expect(walked.fds.map(({ fd }) => fd)).toEqual([...WANTED.keys()]);
  for (const { holder } of walked.fds) if (holder) expectPrintable(holder.heldBy + holder.exactly);
}

const layout = fc.constantFrom(...LAYOUTS);

describe('walkHeap', () => {
  test('over random memory', () => {
    const property = fc.property(layout, fc.nat(2 ** 31), fc.integer({ min: 0, max: 100 }), (each, seed, pointers) => {
      walk(FakeHeap.random(seed, pointers / 100).bytes, each, `random, seed ${seed}, pointers ${pointers}`);
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 3)));
  });

  test('over objects of every kind that lead to each other anyhow', () => {
    const property = fc.property(layout, fc.nat(2 ** 31), fc.nat(60), (each, seed, objects) => {
      walk(FakeHeap.objects(seed, objects, each).bytes, each, `objects, seed ${seed}, ${objects}`);
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 2)));
  });

  test('over such a heap, damaged', () => {
    const heaps = LAYOUTS.map((each, index) => FakeHeap.objects(index + 1, 40, each).bytes);
    const property = fc.property(damaged(heaps, ['\0\0\0\0\0\0\0\x01']), fc.nat(5), (bytes, index) => {
      const whole = Buffer.alloc(heaps[0]!.length);
      bytes.copy(whole);
      walk(whole, LAYOUTS[index]!);
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 3)));
  });

  test('with offsets that the process tells of itself', () => {
    const property = fc.property(fc.nat(2 ** 31), fc.nat(60), (seed, objects) => {
      const heap = FakeHeap.objects(seed, objects, v313);
      heap.tellOffsets(seed);
      const file = join(folder, 'told');
      writeFileSync(file, heap.bytes);
      using memory = new Memory(file, new Budget(LIMITS));
      walk(heap.bytes, withDebugOffsets(memory, RUNTIME));
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 4)));
  });

  test.each(['dicts', 'deques', 'caches', 'threads', 'strings'] as const)('over %s without end', shape => {
    const each = LAYOUTS[(SEED + shape.length) % LAYOUTS.length]!;
    withinLimit(() => walk(FakeHeap.endless(shape, each).bytes, each));
  });
});

test('findPython: whatever the file of the library is, an answer or an OriginError', () => {
  const root = join(folder, '7/root');
  mkdirSync(root, { recursive: true });
  symlinkSync('/usr/bin/app', join(folder, '7/exe'));
  const elf = smallElf();
  const maps: Mapping[] = [
    { start: 2 ** 20, end: 2 ** 20 + 4096, permissions: 'rw-p', offset: 0, path: '/libpython3.11.so' },
  ];
  const file = join(folder, 'mem7');
  writeFileSync(file, Buffer.alloc(2 ** 21, 7));
  const find = (bytes: Buffer) => {
    writeFileSync(join(root, 'libpython3.11.so'), bytes);
    using memory = new Memory(file, new Budget(LIMITS));
    const at = { procRoot: folder, pid: 7 };
    using files = new ProcessFiles(folder, 7);
    return findPython(at, maps, memory, files);
  };
  expect(find(elf)).toMatchObject({ version: { text: '3.11.2' }, interpreter: { runtime: 2 ** 20 + 4096 } });
  const property = fc.property(damaged([elf], ['\x7fELF']), bytes => {
    try {
      const { refusal, interpreter } = find(bytes);
      expect((refusal === null) === (interpreter !== null)).toBe(true);
      if (refusal !== null) expectPrintable(refusal);
    } catch (error) {
      expect(error).toBeInstanceOf(OriginError);
    }
  });
  withinLimit(() => check(property, RUNS * 2));
});
