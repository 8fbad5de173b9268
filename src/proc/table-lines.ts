import { readSync } from 'node:fs';

/** The kernel hands out a page at a time; a larger buffer only saves calls where the tree is on a disk. */
const CHUNK = 65_536;

const LINE_FEED = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;

/**
 * Streams the lines of an open file through one buffer: `visit` gets the buffer and where the line begins and ends in
 * it, without the line feed, and returns false to stop. A last line without line feed is left out, as it may be cut
 * short; a line longer than the buffer too, as it is no row of any table.
 */
export function forEachLine(file: number, visit: (buffer: Buffer, start: number, end: number) => boolean): void {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let length = 0;
  let overlong = false;
  for (;;) {
    const read = readSync(file, buffer, length, CHUNK - length, null);
    if (read === 0) return;
    length += read;

    let start = 0;
    for (;;) {
      const end = buffer.indexOf(LINE_FEED, start);
      // Beyond `length` lies what an earlier read left.
      if (end < 0 || end >= length) break;
      if (!overlong && !visit(buffer, start, end)) return;
      overlong = false;
      start = end + 1;
    }
    buffer.copyWithin(0, start, length);
    length -= start;
    if (length === CHUNK) {
      overlong = true;
      length = 0;
    }
  }
}

/** Where the column of that number, from 0, begins in a line of columns set apart by spaces; `end` when there is none. */
export function columnStart(buffer: Buffer, start: number, end: number, column: number): number {
  let at = start;
  for (let index = 0; ; index += 1) {
    while (at < end && buffer[at] === SPACE) at += 1;
    if (index === column) return at;
    while (at < end && buffer[at] !== SPACE) at += 1;
  }
}

/** The decimal number that stands at `at`; NaN when what stands there up to a space or `end` is none. */
export function numberAt(buffer: Buffer, at: number, end: number): number {
  let value = at < end ? 0 : Number.NaN;
  for (let index = at; index < end && buffer[index] !== SPACE; index += 1) {
    const byte = buffer[index]!;
    if (byte < ZERO || byte > NINE) return Number.NaN;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

/** Whether this ASCII text and then a space stands at `at`. */
export function isTextAt(buffer: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (buffer[at + index] !== text.charCodeAt(index)) return false;
  }
  return buffer[at + text.length] === SPACE;
}
