/**
 * Preloaded into fdtop (node --import): all its clocks and timers run BENCH_SPEED times as fast, and everything else is as
 * always, so that 10,000 ticks of a second take minutes. Counts the ticks, by their listing of BENCH_PROC_ROOT, and writes
 * when each was (ms of its clock), the resident memory and the used heap into the file BENCH_TICKS, as three 8-byte floats.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const speed = Number(process.env.BENCH_SPEED);
const file = fs.openSync(process.env.BENCH_TICKS!, 'w');

const RealDate = Date;
const epoch = RealDate.now();
const now = performance.now.bind(performance);
performance.now = () => now() * speed;
const fastNow = () => Math.round(epoch + performance.now());

globalThis.Date = class extends RealDate {
  constructor(...args: unknown[]) {
    super(...((args.length > 0 ? args : [fastNow()]) as [number]));
  }
  static override now = fastNow;
} as DateConstructor;

for (const name of ['setTimeout', 'setInterval'] as const) {
  const real = globalThis[name] as (callback: () => void, ms?: number, ...args: unknown[]) => NodeJS.Timeout;
  const fast = (callback: () => void, ms = 0, ...args: unknown[]) => real(callback, ms / speed, ...args);
  globalThis[name] = Object.assign(fast, real) as never;
}

const list = fs.readdirSync;
const record = new Float64Array(3);
fs.readdirSync = ((path: string, ...rest: []) => {
  if (path === process.env.BENCH_PROC_ROOT) {
    const { rss, heapUsed } = process.memoryUsage();
    record.set([performance.now(), rss, heapUsed]);
    fs.writeSync(file, record);
  }
  return list(path, ...rest);
}) as typeof fs.readdirSync;
// The program imports it by name.
syncBuiltinESMExports();
