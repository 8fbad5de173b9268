import { UsageError } from '../config/usage-error.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { readRecording } from './recording.ts';

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const DAY_MS = 86_400_000;

/**
 * The snapshot of a recording that was current at a moment: the last one not after it. The moment is a date and time (ISO
 * 8601), or a time of day on this machine's clock, as the screen shows it: its first one after the recording's start. Null
 * stands for its end.
 *
 * @throws UsageError when that is no moment, or none of the recording
 */
export function snapshotAt(file: string, moment: string | null): Snapshot {
  let wanted = Number.POSITIVE_INFINITY;
  let found: Snapshot | null = null;
  let end = '';
  for (const each of readRecording(file)) {
    if (!('snapshot' in each)) continue;
    const { snapshot } = each;
    if (end === '' && moment !== null) wanted = momentOf(moment, snapshot.time);
    end = snapshot.time;
    if (Date.parse(snapshot.time) <= wanted) found = snapshot;
    else if (!found) throw new UsageError(words().recordings.beginsLater(moment, snapshot.time));
    else return found;
  }
  const isPast = moment !== null && wanted > Date.parse(end) + 60_000;
  if (isPast) throw new UsageError(words().recordings.endsBefore(moment, end));
  return found!;
}

function momentOf(text: string, start: string): number {
  const clock = CLOCK.exec(text);
  if (clock) {
    const day = new Date(start);
    // Without seconds the whole minute is meant.
    day.setHours(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 59), 999);
    return day.getTime() < Date.parse(start) ? day.getTime() + DAY_MS : day.getTime();
  }
  const isDate = /^\d{4}-\d\d-\d\d/.test(text);
  const time = isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(words().recordings.noMoment(text));
  return /\.\d/.test(text) ? time : time + 999;
}
