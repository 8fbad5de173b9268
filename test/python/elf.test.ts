import { closeSync, openSync, readSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseElf, type ReadAt } from '../../src/python/elf.ts';

/** The program that runs this test: an ELF file that is surely there. */
function read(path: string, change: (bytes: Buffer, offset: number) => void = () => {}): ReadAt {
  return (offset, length) => {
    const file = openSync(path, 'r');
    const bytes = Buffer.alloc(length);
    const read = bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    closeSync(file);
    change(read, offset);
    return read;
  };
}

test('finds a symbol by the sections, and the same one without them', () => {
  const withSections = parseElf(read(process.execPath))!.symbol('uv_loop_init');
  // e_shoff and e_shnum zeroed, as sstrip leaves them.
  const stripped = read(process.execPath, (bytes, offset) => {
    if (offset > 0) return;
    bytes.fill(0, 40, 48);
    bytes.fill(0, 60, 62);
  });
  expect(withSections).not.toBeNull();
  expect(parseElf(stripped)!.symbol('uv_loop_init')).toEqual(withSections);
  expect(parseElf(stripped)!.symbol('no_such_symbol')).toBeNull();
});

test.each([
  ['nothing', ''],
  ['a script', '#!/bin/sh\n'.repeat(20)],
  ['an ELF header that ends', '\x7fELF\x02\x01'],
])('%s is no ELF', (_, text) => {
  expect(parseElf((offset, length) => Buffer.from(text, 'latin1').subarray(offset, offset + length))).toBeNull();
});

test('headers that promise what is not there give nothing', () => {
  const bytes = Buffer.alloc(64);
  bytes.write('\x7fELF\x02\x01', 'latin1');
  bytes.writeUInt16LE(3, 16);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(9, 56);
  const elf = parseElf((offset, length) => bytes.subarray(offset, offset + length))!;
  expect(elf.segments).toEqual([]);
  expect(elf.symbol('_PyRuntime')).toBeNull();
});

test('a hash table whose chain does not end, in a file of any size, is given up', () => {
  const bytes = Buffer.alloc(4096);
  bytes.write('\x7fELF\x02\x01', 'latin1');
  bytes.writeUInt16LE(3, 16);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const header = (at: number, type: number, ...words: bigint[]) => {
    bytes.writeUInt32LE(type, at);
    for (const [index, word] of words.entries()) bytes.writeBigUInt64LE(word, at + 8 + index * 8);
  };
  header(64, 1, 0n, 0n, 0n, 2n ** 40n, 2n ** 40n);
  header(120, 2, 512n, 512n, 512n, 64n, 64n);
  // DT_SYMTAB, DT_STRTAB, DT_STRSZ, DT_GNU_HASH of one bucket.
  const tags = [6n, 2048n, 5n, 2048n, 10n, 16n, 0x6ffffef5n, 1024n];
  for (const [index, word] of tags.entries()) bytes.writeBigUInt64LE(word, 512 + index * 8);
  for (const [index, word] of [1, 1, 0, 0, 1].entries()) bytes.writeUInt32LE(word, 1024 + index * 4);
  let asked = 0;
  const sparse: ReadAt = (offset, length) => {
    asked += length;
    const part = Buffer.alloc(length);
    bytes.subarray(offset).copy(part);
    return part;
  };
  expect(parseElf(sparse)!.symbol('_PyRuntime')).toBeNull();
  expect(asked).toBeLessThan(2 ** 28);
});
