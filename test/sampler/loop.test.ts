import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Loop } from '../../src/sampler/loop.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A loop of 1 s; each tick takes what `takes` says, and its start is noted in ms after the first. */
function loopOf(takes: (tick: number) => number = () => 0) {
  const zero = performance.now();
  const ticks: number[] = [];
  let running = 0;
  let overlaps = 0;
  const loop = new Loop(
    async () => {
      running += 1;
      if (running > 1) overlaps += 1;
      ticks.push(Math.round(performance.now() - zero));
      const ms = takes(ticks.length);
      if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms));
      running -= 1;
    },
    1,
    error => {
      throw error;
    },
  );
  return { loop, ticks, overlaps: () => overlaps };
}

describe('the loop', () => {
  test('ticks at once and then on the beat', async () => {
    const { loop, ticks } = loopOf();
    void loop.start();
    await vi.advanceTimersByTimeAsync(3500);
    expect(ticks).toEqual([0, 1000, 2000, 3000]);
    loop.stop();
  });

  test('does not drift by what its ticks take', async () => {
    const { loop, ticks } = loopOf(() => 300);
    void loop.start();
    await vi.advanceTimersByTimeAsync(100_400);
    expect(ticks).toHaveLength(101);
    expect(ticks.at(-1)).toBe(100_000);
    loop.stop();
  });

  test('loses the beats that a slow tick covers, never ticks twice at a time, and is on the beat again', async () => {
    const { loop, ticks, overlaps } = loopOf(tick => (tick === 2 ? 2500 : 0));
    void loop.start();
    await vi.advanceTimersByTimeAsync(6500);
    expect(ticks).toEqual([0, 1000, 4000, 5000, 6000]);
    expect(overlaps()).toBe(0);
    loop.stop();
  });

  test('loses one beat when a tick takes exactly one interval', async () => {
    const { loop, ticks } = loopOf(() => 1000);
    void loop.start();
    await vi.advanceTimersByTimeAsync(6500);
    expect(ticks).toEqual([0, 2000, 4000, 6000]);
    loop.stop();
  });

  test('stops, also in the middle of a tick', async () => {
    const { loop, ticks } = loopOf(() => 500);
    void loop.start();
    await vi.advanceTimersByTimeAsync(1200);
    loop.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ticks).toEqual([0, 1000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not wake up again once it is stopped', async () => {
    const { loop, ticks } = loopOf();
    void loop.start();
    await vi.advanceTimersByTimeAsync(0);
    loop.stop();
    loop.soon();
    loop.setInterval(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ticks).toEqual([0]);
  });

  test('goes on after a tick that failed, and tells of it', async () => {
    const errors: string[] = [];
    let ticks = 0;
    const tick = async () => {
      ticks += 1;
      if (ticks === 1) throw new Error('EMFILE');
    };
    const loop = new Loop(tick, 1, error => errors.push(error.message));
    await loop.start();
    await vi.advanceTimersByTimeAsync(2500);
    loop.stop();
    expect(ticks).toBe(3);
    expect(errors).toEqual(['EMFILE']);
  });
});

describe('another interval', () => {
  test('counts from now on', async () => {
    const { loop, ticks } = loopOf();
    void loop.start();
    await vi.advanceTimersByTimeAsync(1400);
    loop.setInterval(5);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(ticks).toEqual([0, 1000, 6400, 11_400]);
    loop.stop();
  });

  test('given in the middle of a tick holds from the next beat on', async () => {
    const { loop, ticks, overlaps } = loopOf(tick => (tick === 2 ? 400 : 0));
    void loop.start();
    await vi.advanceTimersByTimeAsync(1200);
    loop.setInterval(5);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ticks).toEqual([0, 1000, 6000, 11_000]);
    expect(overlaps()).toBe(0);
    loop.stop();
  });
});

describe('soon', () => {
  test('ticks now, and the beat goes on from here', async () => {
    const { loop, ticks } = loopOf();
    void loop.start();
    await vi.advanceTimersByTimeAsync(1300);
    loop.soon();
    await vi.advanceTimersByTimeAsync(2100);
    expect(ticks).toEqual([0, 1000, 1300, 2300, 3300]);
    loop.stop();
  });

  test('asked for many times ticks once', async () => {
    const { loop, ticks } = loopOf();
    void loop.start();
    await vi.advanceTimersByTimeAsync(300);
    for (let times = 0; times < 5; times += 1) loop.soon();
    await vi.advanceTimersByTimeAsync(100);
    expect(ticks).toEqual([0, 300]);
    loop.stop();
  });

  test('does not tick over a tick that is under way', async () => {
    const { loop, ticks, overlaps } = loopOf(() => 500);
    void loop.start();
    await vi.advanceTimersByTimeAsync(200);
    loop.soon();
    await vi.advanceTimersByTimeAsync(900);
    expect(ticks).toEqual([0, 1000]);
    expect(overlaps()).toBe(0);
    loop.stop();
  });
});
