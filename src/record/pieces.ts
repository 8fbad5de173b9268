import { accessSync, closeSync, constants, readSync } from 'node:fs';
import { openPlainFile } from '../platform/plain-file.ts';
import { words } from '../words/words.ts';

const CHUNK = 1 << 16;
/** A snapshot of thousands of processes takes a few MB. */
export const LONGEST_PIECE = 1 << 26;

/**
 * The pieces of a file between separators, from a byte on; a separator that is longer than a byte stays at the head of its
 * piece. Each is good until the next is asked for: it lies in one buffer, in which each byte is looked at once.
 *
 * @throws Error with a sentence when the file cannot be read, or a piece is longer than LONGEST_PIECE
 */
export function* piecesOf(file: string, separator: Buffer, from = 0): Generator<Buffer> {
  const isHead = separator.length > 1;
  let buffer = Buffer.alloc(2 * CHUNK);
  let length = 0;
  for (const chunk of chunksOf(file, from)) {
    if (length + chunk.length > buffer.length) buffer = Buffer.concat([buffer], 2 * (length + chunk.length));
    chunk.copy(buffer, length);
    // A separator may lie across two chunks.
    let next = Math.max(isHead ? 1 : 0, length - separator.length + 1);
    length += chunk.length;
    const held = buffer.subarray(0, length);
    let start = 0;
    for (let at = held.indexOf(separator, next); at >= 0; at = held.indexOf(separator, next)) {
      yield held.subarray(start, at);
      next = at + separator.length;
      start = isHead ? at : next;
    }
    buffer.copyWithin(0, start, length);
    length -= start;
    if (length > LONGEST_PIECE) throw new Error(words().recordings.longLine(file));
  }
  if (length > 0) yield buffer.subarray(0, length);
}

/** The first bytes of a file; fewer where it has no more. */
export function headOf(file: string, size: number): Buffer {
  for (const chunk of chunksOf(file, 0)) return chunk.subarray(0, size);
  return Buffer.alloc(0);
}

function* chunksOf(file: string, from: number): Generator<Buffer> {
  const fd = orFail(file, () => {
    const opened = openPlainFile(file, Number.POSITIVE_INFINITY);
    if ('fd' in opened) return opened.fd;
    // Says so where it is not there, or not for us.
    accessSync(file, constants.R_OK);
    throw new Error(words().recordings.noFile);
  });
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let at = from; ; ) {
      const size = orFail(file, () => readSync(fd, chunk, 0, CHUNK, at));
      if (size === 0) return;
      at += size;
      yield chunk.subarray(0, size);
    }
  } finally {
    closeSync(fd);
  }
}

function orFail(file: string, read: () => number): number {
  try {
    return read();
  } catch (error) {
    throw new Error(words().files.cannotRead(file, (error as Error).message));
  }
}
