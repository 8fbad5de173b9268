/** What fdtop's ticks were like, recorded in the program itself (programs/fast-clock.ts). */
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { bundleProgram } from './bundle.ts';
import type { Bench } from './case.ts';
import { MB } from './resident.ts';

const FLOATS = 3;

export interface Tick {
  /** Ms on the program's own clock. */
  at: number;
  /** MB. */
  rss: number;
  /** MB. */
  heap: number;
}

export interface TickRecord {
  /** For Node, in front of the program. */
  nodeArgs: string[];
  env: Record<string, string>;
  count(): number;
  read(): Tick[];
}

/** Has the ticks of an fdtop recorded that is started with these arguments. Its clock runs `speed` times as fast. */
export async function recordTicks(
  bench: Bench,
  { speed, procRoot }: { speed: number; procRoot: string },
): Promise<TickRecord> {
  const clock = await bundleProgram(bench, 'fast-clock.ts');
  const file = `${mkdtempSync(`${bench.scratch}/ticks-`)}/ticks`;
  return {
    nodeArgs: ['--import', clock],
    env: { BENCH_SPEED: String(speed), BENCH_PROC_ROOT: procRoot, BENCH_TICKS: file },
    count: () => Math.floor((statSync(file, { throwIfNoEntry: false })?.size ?? 0) / (FLOATS * 8)),
    read: () => readTicks(file),
  };
}

function readTicks(file: string): Tick[] {
  const bytes = readFileSync(file);
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Array.from({ length: Math.floor(numbers.length / FLOATS) }, (_, index) => ({
    at: numbers[FLOATS * index]!,
    rss: numbers[FLOATS * index + 1]! / MB,
    heap: numbers[FLOATS * index + 2]! / MB,
  }));
}
