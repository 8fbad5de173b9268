/** A day of samples, one a second, in which workers leak, are replaced, may not be counted, and are missed. */
import { expect, test } from 'vitest';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { judge } from '../../src/watch/rules.ts';
import { emptyState } from '../../src/watch/state.ts';
import { RULES, snapshotOf, worker } from './samples.ts';

/** Random, and yet the same each time: xorshift32. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface Life {
  row: ProcessSample;
  perTick: number;
  /** Ticks that it holds its highest count for, so that it must have been told. */
  overLeak: number;
  diesAt: number;
}

test('86,400 ticks: no alert is lost or told twice, each is resolved, and the state does not grow', () => {
  const chance = chanceOf(20261124);
  let pid = 100;
  const born = (tick: number): Life => {
    pid += 1;
    const leaks = chance() < 0.3;
    const row = worker(pid, 40, { instance: chance() < 0.5 ? '1@1' : '2@2' });
    return { row, perTick: leaks ? chance() * 60 : 0, overLeak: 0, diesAt: tick + 200 + Math.floor(chance() * 2000) };
  };
  let lives = Array.from({ length: 8 }, () => born(0));
  let state = emptyState();
  const open = new Map<string, number>();
  const must = new Set<string>();
  const alerted = new Set<string>();
  let biggest = 0;
  let ended = 0;

  for (let tick = 0; tick < 86_400; tick += 1) {
    lives = lives.map(life => {
      if (tick < life.diesAt) return life;
      ended += 1;
      return born(tick);
    });
    const rows: ProcessSample[] = [];
    for (const life of lives) {
      life.row = { ...life.row, fds: Math.floor(life.row.fds! + life.perTick) };
      life.row.usedPercent = (life.row.fds! / life.row.limitSoft!) * 100;
      const isDenied = chance() < 0.001;
      // At its last ticks a worker may be missed, or over the threshold in one sample only: nothing is owed for that.
      life.overLeak = life.row.fds! >= RULES.leak && !isDenied ? life.overLeak + 1 : life.overLeak;
      if (life.overLeak >= 20) must.add(`${life.row.pid}@${life.row.startTime}`);
      if (chance() < 0.0005) continue;
      rows.push(isDenied ? { ...life.row, fds: null, usedPercent: null, fdsUnknown: 'permission' } : life.row);
    }
    const judged = judge(state, snapshotOf(rows), RULES);
    state = judged.state;
    for (const { event, level, key } of judged.news) {
      if (level === null) continue;
      if (event === 'alert') {
        expect(open.has(key!), `${key} told twice, at ${tick}`).toBe(false);
        open.set(key!, tick);
        alerted.add(key!.split(':')[0]!);
      } else {
        expect(open.delete(key!), `${key} resolved without an alert, at ${tick}`).toBe(true);
      }
    }
    if (tick % 1000 === 0) biggest = Math.max(biggest, JSON.stringify(state).length);
  }
  expect(ended).toBeGreaterThan(300);
  expect(must.size).toBeGreaterThan(50);
  expect([...must].filter(key => !alerted.has(key))).toEqual([]);

  for (let tick = 0; tick < 3; tick += 1) {
    const judged = judge(state, snapshotOf([]), RULES);
    state = judged.state;
    for (const { event, key } of judged.news) if (event === 'resolved') open.delete(key!);
  }
  expect([...open]).toEqual([]);
  expect(state).toEqual(emptyState());
  expect(biggest).toBeLessThan(10_000);
});
