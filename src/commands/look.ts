import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../model/snapshot.ts';
import { Sampler, type SamplerOptions } from '../sampler/sampler.ts';

/** A trend wants 8 points at least: 9 of them, over 2 s. What grows slower than about 6 files per second does not show in that. */
const SAMPLES = 9;
const BETWEEN_MS = 250;

/** One snapshot; with a trend it takes 2 s. `shown` are the pids whose CPU and memory are measured, null for all. */
export async function look(
  options: SamplerOptions,
  { trend, shown }: { trend: boolean; shown: readonly number[] | null },
): Promise<Snapshot> {
  const sampler = new Sampler(options);
  try {
    for (let left = trend ? SAMPLES : 1; ; left -= 1) {
      const snapshot = await sampler.sample({ shown: left <= 1 ? shown : [], exact: true });
      if (left <= 1) return snapshot;
      await sleep(BETWEEN_MS);
    }
  } finally {
    sampler.close();
  }
}
