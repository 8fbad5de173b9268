import type { Snapshot } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { linesOf } from './lines.ts';
import { parseSnapshot, versionOf } from './parse-snapshot.ts';

/** What a recording has next: a snapshot, or a place where something is missing. */
export type Recorded = { snapshot: Snapshot } | { gap: string };

/** In what is a recording the first snapshot comes before so many lines; a log of 10 GB is not read to its end. */
const LINES_BEFORE = 1000;

/**
 * The snapshots of a recording, in their order. Lines that are cut off or are none, and times when nobody recorded, are
 * gaps. Holds one line in memory, however long the recording is.
 *
 * @throws Error with a sentence when the file cannot be read, or holds no snapshot of fdtop at all
 */
export function* readRecording(file: string): Generator<Recorded> {
  let last: Snapshot | null = null;
  let usual = 0;
  let broken = 0;
  let version: number | null = null;
  for (const line of linesOf(file)) {
    const snapshot = line === null ? null : parseSnapshot(line);
    if (!snapshot) {
      if (!last && line !== null) version ??= versionOf(line);
      broken += 1;
      if (!last && broken >= LINES_BEFORE) break;
      yield { gap: words().looks.brokenLine };
      continue;
    }
    const seconds = last ? (Date.parse(snapshot.time) - Date.parse(last.time)) / 1000 : 0;
    if (usual > 0 && (seconds > 5 * usual + 5 || seconds < 0)) yield { gap: gapText(seconds) };
    else if (seconds > 0) usual = usual === 0 ? seconds : Math.min(usual, seconds);
    yield { snapshot };
    last = snapshot;
  }
  if (last) return;
  if (version !== null && version !== 1) throw new Error(words().recordings.otherVersion(file, version));
  throw new Error(words().recordings.empty(file));
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

function gapText(seconds: number): string {
  return seconds < 0 ? words().recordings.clockSetBack : words().recordings.nothingFor(Math.round(seconds));
}
