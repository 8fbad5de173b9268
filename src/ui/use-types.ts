import { useEffect, useState } from 'react';
import type { FdTypes } from '../model/fd-types.ts';
import { type GroupReading, groupGrowth, KEPT_READINGS } from '../model/group-growth.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { Effects } from './effects.ts';

export interface TypesReading {
  /** The estimate until the exact answer is there; what was read last after an error. */
  types: FdTypes | null;
  /** What the reading took. */
  seconds: number;
  /** Of the first exact reading; later ones replace the numbers without a word. */
  progress: { done: number; total: number } | null;
  /** By label, once there are two exact readings. */
  growth: ReadonlyMap<string, number>;
  error: string | null;
  /** In place of `types`: the sockets of the process's user, when its own fds may not be read. */
  userSockets: FdTypes | null;
}

const NOTHING: TypesReading = {
  types: null,
  seconds: 0,
  progress: null,
  growth: new Map(),
  error: null,
  userSockets: null,
};

/** A process with fewer fds is read exactly before an estimate would be seen. */
const ESTIMATE_FROM = 5_000;
/** Between two readings lies at least this, and four times what a reading takes: it is work for the kernel, too. */
const PAUSE_SECONDS = 2;
const PAUSE_SHARE = 4;
/** The bar moves so often; each time the whole screen is drawn, while the thread wants the processor, too. */
const PROGRESS_MS = 200;

/** Reads what the fds of a process are, first roughly where they are many, then exactly, again and again. */
export function useTypes(target: ProcessSample, readTypes: Effects['readTypes']): TypesReading {
  const [reading, setReading] = useState(NOTHING);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const update = (change: Partial<TypesReading>) => {
      if (!signal.aborted) setReading(now => ({ ...now, ...change }));
    };
    let timer: NodeJS.Timeout | undefined;
    let readings: GroupReading[] = [];
    const timed = async (what: Parameters<typeof readTypes>[1], onProgress: Parameters<typeof readTypes>[2]) => {
      const started = performance.now();
      const types = await readTypes(target, what, onProgress, signal);
      return { types, seconds: (performance.now() - started) / 1000 };
    };
    const ignore = () => {};
    const readAgain = async () => {
      const isFirst = readings.length === 0;
      let told = Number.NEGATIVE_INFINITY;
      const { types, seconds } = await timed('exact', (done, total) => {
        const now = performance.now();
        if (!isFirst || now - told < PROGRESS_MS) return;
        told = now;
        update({ progress: { done, total } });
      });
      readings = [...readings, { at: performance.now() / 1000, groups: types.groups }].slice(-KEPT_READINGS);
      update({ types, seconds, progress: null, growth: groupGrowth(readings), error: null });
      if (!signal.aborted && !types.partial) schedule(Math.max(PAUSE_SECONDS, seconds * PAUSE_SHARE));
    };
    const schedule = (seconds: number) => {
      timer = setTimeout(() => void readAgain().catch(fail), seconds * 1000);
    };
    const fail = async (error: Error & { code?: string }) => {
      update({ progress: null, error: error.message });
      if (error.code !== 'permission') return;
      const sockets = await timed('user-sockets', ignore).catch(() => null);
      if (sockets) update({ userSockets: sockets.types, seconds: sockets.seconds });
    };
    const begin = async () => {
      if ((target.fds ?? 0) >= ESTIMATE_FROM) update(await timed('estimate', ignore));
      await readAgain();
    };
    void begin().catch(fail);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [target, readTypes]);
  return reading;
}
