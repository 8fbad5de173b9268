/** ELF files, maps, sources and answers of trace hooks: a process may map, name and say what it likes. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Elf, parseElf, type ReadAt } from '../../src/python/elf.ts';
import { heapMappings, parseMaps } from '../../src/python/maps.ts';
import { parseTraceAnswer } from '../../src/python/parse-trace.ts';
import { decodeSource } from '../../src/python/source/decode.ts';
import { versionIn } from '../../src/python/version.ts';
import { check, expectPrintable, fuzz, RUNS, withinLimit } from './fuzz.ts';
import { damaged, JSON_WORDS } from './inputs.ts';

fuzz('parseMaps', {
  samples: [readFileSync('/proc/self/maps')],
  words: [
    '7f0000000000-7f0000001000 ',
    'rw-p ',
    '00000000 ',
    '00:00 ',
    '0 ',
    '[heap]',
    '\n',
    '-',
    '/lib/x.so (deleted)',
    'ffffffffffffffff',
  ],
  parse: parseMaps,
  holds(maps, text) {
    const wrong = [...maps, ...heapMappings(maps)].filter(({ start, end, permissions, offset, path }) => {
      return !(start >= 0 && end >= 0 && offset >= 0 && permissions.length === 4 && text.includes(path));
    });
    expect(wrong).toEqual([]);
    const rows = text.split('\n').filter(line => /^[0-9a-f]+-[0-9a-f]+ \S{4} [0-9a-f]+ \S+ \d+(?: |$)/.test(line));
    expect(maps.length).toBeGreaterThanOrEqual(rows.length);
  },
  most: 8,
});

fuzz('versionIn', {
  samples: ['/usr/lib/libpython3.11.so.1.0', '/usr/bin/python3.10', 'python3'],
  words: ['python', 'lib', '3', '.', '11', '/', '999'],
  parse: versionIn,
  holds: found => found && expect(found.text).toBe(`${found.major}.${found.minor}`),
});

const ANSWER = JSON.stringify({
  version: 1,
  pid: 4711,
  fd: 9,
  python: '3.11.2',
  since: 1_790_000_000,
  requests: 10,
  open: 3,
  told: 3,
  lost: 0,
  sites: [
    {
      kind: 'socket',
      count: 3,
      fds: [7, 8],
      stack: [['/srv/app.py', 3, 'get']],
      shared: false,
      routes: [['GET /', 3]],
    },
  ],
  routes: [['GET /', 1, 10]],
  openBy: [['GET /', 3]],
});
fuzz('parseTraceAnswer', {
  samples: [ANSWER, '{"version":1,"error":{"toString":1,"valueOf":1}}', '{"version":1,"error":"no"}'],
  words: [...JSON_WORDS, '"sites":', '"kind":"file"', '"constructor"', '\\u001b', '"error":', '[['],
  parse: parseTraceAnswer,
  mayThrow(error) {
    const { message } = error as Error;
    expectPrintable(message);
    expect(message).toMatch(/^its answer |^it failed: /);
    return (error as Error).constructor === Error && message.length < 300;
  },
  holds({ report, fd }) {
    expect(fd).toBeGreaterThanOrEqual(0);
    for (const text of [
      report.python,
      ...report.routes.map(each => each.route),
      ...report.openBy.map(each => each.route),
    ])
      expectPrintable(text);
    for (const { kind, stack } of report.sites) {
      expect(kind).toMatch(/^(?:socket|file|pipe)$/);
      for (const { file, name } of stack) expectPrintable(file + name);
    }
  },
});

const CODINGS = [
  'utf-8',
  'latin-1',
  'cp1252',
  'shift_jis',
  'utf_16',
  'utf-16be',
  'gb18030',
  'iso2022_jp',
  'replacement',
  'x-user-defined',
  'big5',
  'koi8_r',
  'rot13',
  'constructor',
];
fuzz('decodeSource', {
  samples: CODINGS.map(name => `#!/usr/bin/python\n# -*- coding: ${name} -*-\nname = "caf\xe9 \u3042"\r\nx = 1\r`),
  words: ['# coding: ', '# coding=', '\n', '\r\n', ' ', '\f', ...CODINGS],
  parse: (_, bytes) => decodeSource(bytes),
  holds(text) {
    expect(text).not.toContain('\r\n');
    expect(text.isWellFormed()).toBe(true);
  },
});

/** The head of an ELF file, its headers and its dynamic table; the rest of it is read where it lies. */
const program = openSync(process.execPath, 'r');
const library = readFileSync('/proc/self/maps', 'utf8').match(/\/\S+\/libc\.so\S*/)?.[0] ?? process.execPath;
const small = readFileSync(library);

/** Lets nobody allocate what a damaged header promises. */
function over(bytes: Buffer): { read: ReadAt; used: () => number } {
  let used = 0;
  const read: ReadAt = (offset, length) => {
    used += length;
    if (!(length >= 0 && length <= 256 * 2 ** 20)) throw new RangeError(`reads ${length} bytes at once`);
    if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError('as readSync says it of such a place');
    return bytes.subarray(offset, offset + length);
  };
  return { read, used: () => used };
}

function isBounded(elf: Elf | null, used: () => number): void {
  for (const segment of elf?.segments ?? []) {
    const bytes = elf!.at(segment.address, 16);
    if (bytes !== null) expect(bytes.length).toBeLessThanOrEqual(16);
  }
  const symbol = elf?.symbol('_PyRuntime');
  if (symbol) expect(typeof symbol.address).toBe('number');
  expect(used()).toBeLessThan(2 ** 30);
}

describe('parseElf', () => {
  /** What openElf catches: a place that the file does not have. */
  const isOfFile = (error: unknown) => error instanceof RangeError;
  const parsesBounded = (bytes: Buffer) => {
    const { read, used } = over(bytes);
    try {
      isBounded(parseElf(read), used);
    } catch (error) {
      if (!isOfFile(error)) throw error;
    }
  };

  test('of a damaged file', () => {
    const head = [small.subarray(0, 8192), Buffer.concat([small.subarray(0, 1024), small.subarray(-4096)])];
    const property = fc.property(damaged(head, ['\x7fELF\x02\x01']), input => {
      const bytes = Buffer.concat([input.subarray(0, 8192), small.subarray(8192)]);
      parsesBounded(bytes);
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 3)));
  });

  test('with any number in any field of its headers', () => {
    const field = fc.record({
      at: fc.nat(64 + 56 * 12),
      width: fc.constantFrom(2, 4, 8),
      value: fc.constantFrom(
        0n,
        1n,
        55n,
        56n,
        64n,
        65_535n,
        2n ** 31n,
        2n ** 32n - 1n,
        2n ** 40n,
        2n ** 63n,
        2n ** 64n - 1n,
      ),
    });
    const property = fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), fields => {
      const bytes = Buffer.from(small);
      for (const { at, width, value } of fields) {
        const cut = Buffer.alloc(8);
        cut.writeBigUInt64LE(BigInt.asUintN(width * 8, value));
        cut.copy(bytes, at, 0, width);
      }
      bytes.write('\x7fELF\x02\x01', 'latin1');
      parsesBounded(bytes);
    });
    withinLimit(() => check(property, Math.ceil(RUNS / 3)));
  });

  test('cut off anywhere', () => {
    const step = Math.floor(small.length / 40);
    withinLimit(() => {
      for (let size = 0; size < small.length; size += size < 128 ? 1 : step) {
        parsesBounded(small.subarray(0, size));
      }
    });
  });

  test('counts that no file has are not believed', () => {
    const bytes = Buffer.alloc(2 ** 20);
    bytes.write('\x7fELF\x02\x01', 'latin1');
    bytes.writeBigUInt64LE(64n, 32);
    bytes.writeBigUInt64LE(4096n, 40);
    for (const at of [54, 56, 58, 60]) bytes.writeUInt16LE(0xffff, at);
    let used = 0;
    // As a sparse file of many gigabytes is: all that is asked for is there.
    const read: ReadAt = (offset, length) => {
      used += length;
      const part = Buffer.alloc(Math.min(length, 2 ** 29));
      bytes.subarray(offset).copy(part);
      return part;
    };
    isBounded(parseElf(read), () => used);
  });

  test('a hash table without end is not followed for ever', () => {
    const elf = chainWithoutEnd();
    const { read, used } = over(elf);
    withinLimit(() => isBounded(parseElf(read), used));
  });
});

/** DT_GNU_HASH whose chain never ends, over 64 MB of zeros. */
function chainWithoutEnd(): Buffer {
  const bytes = Buffer.alloc(64 * 2 ** 20);
  bytes.write('\x7fELF\x02\x01', 'latin1');
  bytes.writeUInt16LE(3, 16);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const segment = (at: number, type: number, offset: bigint, address: bigint, size: bigint) => {
    bytes.writeUInt32LE(type, at);
    for (const [index, value] of [offset, address].entries()) bytes.writeBigUInt64LE(value, at + 8 + index * 8);
    bytes.writeBigUInt64LE(size, at + 32);
    bytes.writeBigUInt64LE(size, at + 40);
  };
  segment(64, 1, 0n, 0n, BigInt(bytes.length));
  segment(120, 2, 512n, 512n, 64n);
  const tags: [bigint, bigint][] = [
    [6n, 4096n],
    [5n, 4096n],
    [10n, 16n],
    [0x6ffffef5n, 1024n],
  ];
  tags.forEach(([tag, value], index) => {
    bytes.writeBigInt64LE(tag, 512 + index * 16);
    bytes.writeBigUInt64LE(value, 520 + index * 16);
  });
  bytes.writeUInt32LE(1, 1024);
  bytes.writeUInt32LE(1, 1028);
  bytes.writeUInt32LE(1, 1040);
  return bytes;
}

test('the program that runs this is read as before', () => {
  const read: ReadAt = (offset, length) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(program, bytes, 0, length, offset));
  };
  expect(parseElf(read)!.symbol('uv_loop_init')).not.toBeNull();
  closeSync(program);
});
