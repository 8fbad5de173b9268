import { setTimeout as sleep } from 'node:timers/promises';
import { type GroupReading, groupGrowth } from '../model/group-growth.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { Growth } from '../model/verdict/evidence.ts';
import type { Sampler } from '../sampler/sampler.ts';
import { words } from '../words/words.ts';
import type { DiagnoseRequest } from './diagnose.ts';
import { type Count, growthOf, growthOfRow } from './growth.ts';
import { readTypes, type TypesRead } from './read-types.ts';

/** What some seconds of looking have shown of a process. */
export interface Seen {
  row: ProcessSample;
  read: TypesRead;
  growth: Growth;
  groupGrowth: ReadonlyMap<string, number>;
  notes: string[];
}

/** Growth shows in readings so far apart. */
const READINGS = 3;
const APART_MS = 1000;

/** Reads types and counts a few times; once where the screen has seen the growth, or where a sample is all there is. */
export async function watch(sampler: Sampler, first: ProcessSample, request: DiagnoseRequest): Promise<Seen> {
  const { procRoot, signal, seen } = request;
  const readings: GroupReading[] = [];
  const counts: Count[] = [];
  const notes: string[] = [];
  let row = first;
  let read: TypesRead | null = null;
  const started = performance.now();
  for (let index = 0; index < READINGS; index += 1) {
    if (index > 0) {
      const due = started + index * APART_MS - performance.now();
      await sleep(Math.max(0, due), null, { signal });
      const again = await sampler.sample({ shown: [], exact: false });
      const fresh = again.processes.find(({ pid, startTime }) => pid === first.pid && startTime === first.startTime);
      if (!fresh) {
        notes.push(words().diagnosis.endedMeanwhile);
        break;
      }
      row = seen ? row : fresh;
    }
    if (row.fds !== null) counts.push({ at: performance.now() / 1000, fds: row.fds });
    // A sample of it again would show its error as growth.
    if (read?.types && (!read.types.exact || read.of === 'user')) {
      if (seen) break;
      continue;
    }
    const at = performance.now() / 1000;
    const next = await readTypes(procRoot, row, signal);
    // What it still had while it ended says less than the reading before.
    if (read !== null && (next.types === null || next.types.partial)) {
      notes.push(words().diagnosis.endedMeanwhile);
      break;
    }
    read = next;
    if (next.types?.exact) readings.push({ at, groups: next.types.groups });
    if (next.types === null && (seen || next.unread === 'gone')) break;
  }
  if (read?.types?.partial) notes.push(words().diagnosis.endedWhileRead);
  const growth = seen ? growthOfRow(first) : growthOf(counts);
  return { row: withGrowth(row, growth), read: read!, growth, groupGrowth: groupGrowth(readings), notes };
}

function withGrowth(row: ProcessSample, { perSecond }: Growth): ProcessSample {
  return { ...row, fdsPerSecond: perSecond === null ? null : Math.round(perSecond * 1000) / 1000 };
}
