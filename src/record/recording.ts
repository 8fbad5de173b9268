import { closeSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Snapshot } from '../model/snapshot.ts';

/** What a recording has next: a snapshot, or a place where something is missing. */
export type Recorded = { snapshot: Snapshot } | { gap: string };

const CHUNK = 1 << 18;
/** A snapshot of thousands of processes takes a few MB. */
const LONGEST_LINE = 1 << 26;
/** The beginning of each member that the recorder writes: magic, deflate, no flags, no time (RFC 1952, 2.3). */
const MEMBER = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0, 0, 0, 0]);

/**
 * The snapshots of a recording, in their order. Lines that are cut off or are none, and times when nobody recorded, are
 * gaps. Holds one line in memory, however long the recording is.
 *
 * @throws Error with a sentence when the file cannot be read, or holds no snapshot of fdtop at all
 */
export function* readRecording(file: string): Generator<Recorded> {
  let last: Snapshot | null = null;
  let usual = 0;
  for (const line of linesOf(file)) {
    const snapshot = line === null ? null : parseSnapshot(line);
    if (!snapshot) {
      yield { gap: 'a line of the recording is cut off or broken' };
      continue;
    }
    const seconds = last ? (Date.parse(snapshot.time) - Date.parse(last.time)) / 1000 : 0;
    if (usual > 0 && (seconds > 5 * usual + 5 || seconds < 0)) yield { gap: gapText(seconds) };
    else if (seconds > 0) usual = usual === 0 ? seconds : Math.min(usual, seconds);
    yield { snapshot };
    last = snapshot;
  }
  if (!last) throw new Error(`${file} is no recording of fdtop: it holds no snapshot`);
}

/** The first snapshot of a recording; null when the file holds none. */
export function firstSnapshot(file: string): Snapshot | null {
  try {
    for (const each of readRecording(file)) if ('snapshot' in each) return each.snapshot;
  } catch {
    // Not to be read, or not a recording.
  }
  return null;
}

/** A snapshot, by its contract (version, time, processes); null for anything else. */
export function parseSnapshot(line: string): Snapshot | null {
  try {
    const value = JSON.parse(line);
    const isOurs = value?.version === 1 && Array.isArray(value.processes) && Array.isArray(value.instances);
    return isOurs && Number.isFinite(Date.parse(value.time)) ? { notes: [], ...value } : null;
  } catch {
    return null;
  }
}

function gapText(seconds: number): string {
  return seconds < 0 ? 'the clock was set back here' : `nothing was recorded for ${Math.round(seconds)} s`;
}

/** Null for a member of gzip that cannot be unpacked. */
function* linesOf(file: string): Generator<string | null> {
  const chunks = chunksOf(file);
  const first = chunks.next();
  if (first.done) return;
  const rest = withFirst(first.value, chunks);
  if (first.value[0] === MEMBER[0] && first.value[1] === MEMBER[1]) {
    for (const bytes of split(rest, MEMBER)) yield* unpacked(bytes);
  } else {
    for (const bytes of split(rest, Buffer.from('\n'))) {
      const line = bytes.toString('utf8').trim();
      if (line !== '') yield line;
    }
  }
}

function* unpacked(member: Buffer): Generator<string | null> {
  if (member.length === 0) return;
  let text: string;
  try {
    text = gunzipSync(member).toString('utf8');
  } catch {
    yield null;
    return;
  }
  for (const line of text.split('\n')) if (line.trim() !== '') yield line;
}

/** The pieces between separators; a separator that is longer than a byte stays at the head of its piece. */
function* split(chunks: Iterable<Buffer>, separator: Buffer): Generator<Buffer> {
  const isHead = separator.length > 1;
  let held = Buffer.alloc(0);
  for (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    let start = 0;
    for (;;) {
      const found = held.indexOf(separator, start + (isHead ? 1 : 0));
      if (found < 0) break;
      yield held.subarray(start, found);
      start = isHead ? found : found + separator.length;
    }
    held = Buffer.from(held.subarray(start));
    if (held.length > LONGEST_LINE)
      throw new Error('a line of it is longer than any snapshot: it is no recording of fdtop');
  }
  if (held.length > 0) yield held;
}

function* chunksOf(file: string): Generator<Buffer> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`);
  }
  try {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK);
      const size = readSync(fd, chunk);
      if (size === 0) return;
      yield chunk.subarray(0, size);
    }
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`);
  } finally {
    closeSync(fd);
  }
}

function* withFirst(first: Buffer, rest: Iterable<Buffer>): Generator<Buffer> {
  yield first;
  yield* rest;
}
