/** Input that no honest program writes, for parsers: random text, and real text that was damaged. */
import fc from 'fast-check';

/** What has brought down parsers before. */
const NASTY = [
  '\0',
  '\0'.repeat(500),
  '\r',
  '\n',
  '\n\n\n',
  '\t',
  '\u0085',
  '\u2028',
  '\x1b[31m',
  '\x1b]0;owned\x07',
  '\x9b',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\ufffd',
  '🚀',
  '9'.repeat(400),
  '18446744073709551616',
  '9007199254740993',
  '-1',
  '-0',
  '1e999',
  '0x10',
  'NaN',
  'Infinity',
  'constructor',
  '__proto__',
  'toString',
  ' '.repeat(3000),
  'x'.repeat(5000),
  '\\',
  '"',
  "'",
  '%',
  '$',
];

/** As bytes: what is no UTF-8, too. */
const NASTY_BYTES = [
  ...NASTY.map(text => Buffer.from(text)),
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf5, 0x80, 0x80, 0x80]),
  Buffer.alloc(64, 0xff),
  Buffer.alloc(70_000, 0x61),
];

/** What JSON is made of, and numbers that it may have. */
export const JSON_WORDS: readonly string[] = ['{', '}', '[', ']', '"', ',', ':', 'null', '1e999', '-1'];

/** Longer ones are cut before they are damaged: each run is to be short. */
const LONGEST_SAMPLE = 60_000;

/** Any text that a string can hold, lone surrogates too; and text of the words that a parser knows. */
export function randomText(words: readonly string[]): fc.Arbitrary<string> {
  const known = fc.constantFrom(...words, ...NASTY);
  const unit = fc.nat(0xffff).map(code => String.fromCharCode(code));
  return fc.oneof(
    { arbitrary: fc.string({ unit: 'binary', maxLength: 80 }), weight: 1 },
    { arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 200 }), weight: 1 },
    { arbitrary: fc.string({ unit, maxLength: 40 }), weight: 1 },
    { arbitrary: pieces(known).map(each => each.join('')), weight: 2 },
    { arbitrary: pieces(known).map(each => each.join(' ')), weight: 1 },
    { arbitrary: pieces(known).map(each => each.join('\n')), weight: 1 },
  );
}

function pieces(known: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.array(known, { maxLength: 24 });
}

interface Change {
  kind: number;
  /** Where, as a share of the length. */
  at: number;
  length: number;
  /** Of what is put in. */
  choice: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.nat(8),
  at: fc.nat(2 ** 20).map(number => number / 2 ** 20),
  length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4096 })),
  choice: fc.nat(10_000),
});

/** Real text in which bits were flipped, parts taken out, doubled, put in, or the end is missing. */
export function damaged(samples: readonly Buffer[], words: readonly string[]): fc.Arbitrary<Buffer> {
  const known = [...NASTY_BYTES, ...words.map(word => Buffer.from(word))];
  const cut = samples.map(sample => sample.subarray(0, LONGEST_SAMPLE));
  return fc
    .tuple(fc.constantFrom(...cut), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([sample, changes]) => changes.reduce((bytes, each) => changed(bytes, each, known, cut), sample));
}

function changed(
  bytes: Buffer,
  { kind, at, length, choice }: Change,
  known: readonly Buffer[],
  samples: readonly Buffer[],
): Buffer {
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + length);
  const [before, part, behind] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
  switch (kind) {
    case 0:
    case 1: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[start % copy.length]! ^= kind === 0 ? 1 << (choice % 8) : choice % 256;
      return copy;
    }
    case 2:
      return Buffer.concat([before, behind]);
    case 3:
      return Buffer.concat([before, part, part, behind]);
    case 4:
    case 5:
      return Buffer.concat([before, known[choice % known.length]!, bytes.subarray(start)]);
    case 6:
      return before;
    case 7: {
      // A number there, made another one.
      const text = bytes.toString('latin1');
      const digits = /\d+/.exec(text.slice(start));
      if (!digits) return bytes;
      const place = start + digits.index;
      const huge = ['0', '-1', '9'.repeat(30), '18446744073709551615', '4294967296', ''][choice % 6]!;
      return Buffer.from(text.slice(0, place) + huge + text.slice(place + digits[0].length), 'latin1');
    }
    default:
      return Buffer.concat([before, samples[choice % samples.length]!.subarray(Math.floor(at * 100))]);
  }
}

/** A few words, repeated so often that what takes the square of the length shows. */
export interface Pump {
  before: string;
  again: string;
  behind: string;
}

export function pumps(words: readonly string[]): fc.Arbitrary<Pump> {
  const short = [...words, ...NASTY].filter(word => word.length <= 60);
  const some = (minLength: number) => fc.array(fc.constantFrom(...short), { minLength, maxLength: 3 });
  const text = (minLength: number) => some(minLength).map(each => each.join(''));
  return fc.record({ before: text(0), again: text(1), behind: text(0) });
}

export function pumped({ before, again, behind }: Pump, length: number): string {
  const times = Math.max(1, Math.floor(length / again.length));
  // Flat, as text that was read is.
  return Buffer.from(before + again.repeat(times) + behind).toString('utf8');
}
