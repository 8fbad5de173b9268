import { statSync } from 'node:fs';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { words } from '../words/words.ts';
import { headOf, LONGEST_PIECE, piecesOf } from './pieces.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);
/** The beginning of each member that the recorder writes: magic, deflate, no flags, no time (RFC 1952, 2.3). */
const MEMBER = Buffer.from([...GZIP, 0x08, 0x00, 0, 0, 0, 0]);
const NEW_LINE = Buffer.from('\n');
/** What somebody made to unpack without end must not take all memory. */
const LARGEST_UNPACKED = 1 << 27;

/**
 * The lines of a recording, packed or not, from a byte on; null for a member of gzip that cannot be unpacked. One that was
 * packed afterwards, as a whole, is read, too, where it is not too large for that.
 *
 * @throws Error with a sentence when the file cannot be read, or is none that fdtop writes
 */
export function* linesOf(file: string, from = 0): Generator<string | null> {
  const head = headOf(file, MEMBER.length);
  if (!head.subarray(0, GZIP.length).equals(GZIP)) {
    for (const piece of piecesOf(file, NEW_LINE, from)) yield* textOf(piece);
  } else if (head.equals(MEMBER)) {
    for (const member of piecesOf(file, MEMBER, from)) yield* unpacked(member);
  } else {
    if (statSync(file).size > LONGEST_PIECE) throw tooLarge(file);
    for (const whole of piecesOf(file, MEMBER)) yield* unpacked(whole, () => tooLarge(file));
  }
}

function tooLarge(file: string): Error {
  return new Error(words().recordings.tooLarge(file));
}

function* unpacked(member: Buffer, tooLarge?: () => Error): Generator<string | null> {
  let bytes: Buffer;
  try {
    // Of one that is cut off, what is there.
    bytes = gunzipSync(member, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: LARGEST_UNPACKED });
  } catch (error) {
    if (tooLarge && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    yield null;
    return;
  }
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEW_LINE, start);
    yield* textOf(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
}

function* textOf(line: Buffer): Generator<string> {
  const text = line.toString('utf8').trim();
  if (text !== '') yield text;
}
