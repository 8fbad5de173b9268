import { statSync } from 'node:fs';
import { linesOf } from './lines.ts';
import { parseSnapshot } from './parse-snapshot.ts';
import { readRecording } from './recording.ts';

export interface Extent {
  /** Of the first and the last snapshot; ISO 8601, UTC. */
  start: string;
  end: string;
  /** Between two snapshots, as it mostly is; null where there is but one. */
  stepSeconds: number | null;
}

/** So many snapshots tell how far apart they are: a busy machine takes some late. */
const FIRST = 32;
/** The last snapshot is looked for in the last bytes first, then in so many times more. */
const TAIL = 1 << 18;
const MORE = 16;
/** Of these, one is whole: the last may have been cut by a crash. */
const LAST_LINES = 3;

/** From when to when a recording goes, without reading all of it. @throws as readRecording does */
export function extentOf(file: string): Extent {
  const times: string[] = [];
  for (const each of readRecording(file)) {
    if ('snapshot' in each) times.push(each.snapshot.time);
    if (times.length === FIRST) break;
  }
  const steps = times.slice(1).map((time, index) => (Date.parse(time) - Date.parse(times[index]!)) / 1000);
  const forward = steps.filter(step => step > 0).sort((a, b) => a - b);
  return {
    start: times[0]!,
    end: lastTime(file) ?? times.at(-1)!,
    stepSeconds: forward[forward.length >> 1] ?? null,
  };
}

function lastTime(file: string): string | null {
  const { size } = statSync(file);
  for (let bytes = TAIL; ; bytes *= MORE) {
    const from = Math.max(0, size - bytes);
    const time = lastTimeOf(linesOf(file, from));
    if (time !== null || from === 0) return time;
  }
}

function lastTimeOf(lines: Iterable<string | null>): string | null {
  let last: string[] = [];
  for (const line of lines) if (line !== null) last = [...last, line].slice(-LAST_LINES);
  const snapshot = last
    .reverse()
    .map(parseSnapshot)
    .find(each => each !== null);
  return snapshot?.time ?? null;
}
