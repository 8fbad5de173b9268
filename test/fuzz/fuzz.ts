/**
 * Fuzzing of parsers. What they read was written by others, who may mean harm: whatever it is, a parser ends soon, throws
 * nothing that its docstring does not promise, and gives what it promises, no larger than the input accounts for.
 *
 * Each run draws other input. FUZZ_SEED=N repeats one, FUZZ_RUNS=N tries more than the default.
 */
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged, type Pump, pumped, pumps, randomText } from './inputs.ts';

export const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
export const RUNS = Number(process.env.FUZZ_RUNS ?? 40);

/** Of all runs of one test, by the clock: what takes longer hangs. */
const HARD_LIMIT_MS = 45_000 + RUNS * 100;
/** What takes less is not looked at closer: the clock is too coarse. */
const NOTICED_SECONDS = 0.04;
/** Of twice the input; 4 for what takes the square of it. */
const MOST_RATIO = 3.2;
const LONGEST_PUMPED = 64 * 1024;
const MOST_CUTS = 2 * RUNS;

export interface Subject<Result> {
  /** What it gets in real life: captured, or as the kernel writes it now. */
  samples: readonly (string | Buffer)[];
  /** What its syntax is made of. */
  words: readonly string[];
  /** As text, or as the same in bytes. */
  parse(text: string, bytes: Buffer): Result;
  /** What its docstring promises, whatever it is given. */
  holds?(result: Result, text: string): void;
  /** Whether its docstring promises this error. */
  mayThrow?(error: unknown): boolean;
  /** The result may be so many times as long as the input. */
  most?: number;
  /** Where it refuses, or cuts, what is longer. */
  longestPumped?: number;
  /** Where one run costs more than a parser does: this share of the runs. */
  share?: number;
}

/** The test of one parser. */
export function fuzz<Result>(name: string, subject: Subject<Result>): void {
  const samples = subject.samples.map(sample => Buffer.from(sample));
  const runs = Math.max(5, Math.ceil(RUNS * (subject.share ?? 1)));
  describe(name, () => {
    test('random text', () => {
      const texts = randomText(subject.words);
      withinLimit(() =>
        check(
          fc.property(texts, text => look(subject, text, Buffer.from(text))),
          runs,
        ),
      );
    });
    test.runIf(samples.length > 0)('real text, damaged', () => {
      const inputs = damaged(samples, subject.words);
      withinLimit(() =>
        check(
          fc.property(inputs, bytes => look(subject, bytes.toString('utf8'), bytes)),
          3 * runs,
        ),
      );
    });
    test.runIf(samples.length > 0)('real text, cut off anywhere', () => {
      withinLimit(() => {
        for (const sample of samples) {
          const step = Math.max(1, Math.floor(sample.length / (MOST_CUTS * (subject.share ?? 1))));
          for (let size = SEED % step; size <= sample.length; size += step) {
            const bytes = sample.subarray(0, size);
            look(subject, bytes.toString('utf8'), bytes);
          }
        }
      });
    });
    test('time in proportion to length', () => {
      withinLimit(() =>
        check(
          fc.property(pumps(subject.words), pump => lookAtTime(subject, pump)),
          Math.ceil(runs / 3),
        ),
      );
    });
  });
}

/** A property, with the seed of this run. Anything that fails is shrunk, and told with the seed. */
export function check<Values>(property: fc.IProperty<Values>, runs = RUNS): void {
  fc.assert(property, options(runs));
}

export async function checkAsync<Values>(property: fc.IAsyncProperty<Values>, runs = RUNS): Promise<void> {
  await fc.assert(property, options(runs));
}

function options(numRuns: number) {
  return { seed: SEED, numRuns, errorWithCause: true, endOnFailure: process.env.FUZZ_SHRINK === '0' };
}

let current = '';

/** Ends what hangs, and says of which input. */
export function withinLimit(work: () => void): void {
  const holder = globalThis as { fdtopFuzz?: () => void };
  holder.fdtopFuzz = work;
  try {
    new Script('globalThis.fdtopFuzz()').runInThisContext({ timeout: HARD_LIMIT_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Error(`hangs, with FUZZ_SEED=${SEED}, on ${JSON.stringify(current.slice(0, 2000))}`);
    throw error;
  }
}

/** Notes what is being tried, for the case that it hangs. */
export function trying(input: string): void {
  current = input;
}

function look<Result>(subject: Subject<Result>, text: string, bytes: Buffer): void {
  trying(text);
  let result: Result;
  try {
    result = subject.parse(text, bytes);
  } catch (error) {
    if (subject.mayThrow?.(error)) return;
    throw error;
  }
  const most = (subject.most ?? 4) * text.length + 2000;
  expect(sizeOf(result)).toBeLessThanOrEqual(most);
  subject.holds?.(result, text);
}

/** Characters and values in it, all told. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 1;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Map) return sizeOf([...value.entries()]);
  if (value instanceof Set) return sizeOf([...value]);
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + sizeOf(each), 1);
  if (typeof value === 'object' && value !== null) return sizeOf(Object.values(value)) + Object.keys(value).length;
  return 1;
}

function lookAtTime<Result>(subject: Subject<Result>, pump: Pump): void {
  const longest = subject.longestPumped ?? LONGEST_PUMPED;
  let half = 0;
  for (let length = 4096; length <= longest; length *= 2) {
    let seconds = secondsFor(subject, pumped(pump, length));
    if (seconds > NOTICED_SECONDS) {
      const again = (size: number) => {
        return Math.min(...[1, 2, 3].map(() => secondsFor(subject, pumped(pump, size))));
      };
      half = again(length / 2);
      seconds = Math.min(seconds, again(length));
      if (seconds > NOTICED_SECONDS && seconds > MOST_RATIO * half)
        throw new Error(`${length / 2} characters take ${half} s, ${length} take ${seconds} s`);
    }
  }
}

function secondsFor<Result>(subject: Subject<Result>, text: string): number {
  trying(text);
  const bytes = Buffer.from(text);
  const start = cpuSeconds();
  try {
    subject.parse(text, bytes);
  } catch (error) {
    if (!subject.mayThrow?.(error)) throw error;
  }
  return cpuSeconds() - start;
}

/** Of this thread: what else the machine does is not counted. */
export function cpuSeconds(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now() / 1000;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

/** What must be true of every text for people. */
export function expectPrintable(text: string): void {
  expect(text).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2028\u2029\ufeff]/u);
}

/** Text of another process, as a string or in its wrapper. */
export function rawOf(text: string | { readonly raw: string }): string {
  return typeof text === 'string' ? text : text.raw;
}

// Once for each process of the test run.
console.log(`fuzzing with FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`);
