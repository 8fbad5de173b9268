import { expect, test, vi } from 'vitest';
import { done, failed, type Outcome } from '../../src/actions/outcome.ts';
import type { Preflight } from '../../src/actions/preflight.ts';
import { Guard, type GuardEvent, type GuardOptions } from '../../src/watch/guard.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const leaking = (...pids: number[]) =>
  snapshot({ processes: pids.map(pid => sample({ pid, fds: 12_000 })), instances: [instance()] });
const settle = () => new Promise(resolve => setImmediate(resolve));

function guardOf(given: Partial<GuardOptions> = {}) {
  const events: GuardEvent[] = [];
  const replace = vi.fn(async (): Promise<Outcome> => done('gone; 13 is up'));
  const checkApp = async (): Promise<Preflight> => ({ state: 'loads', seconds: 1 });
  const rules = { over: 10_000, samples: 1, cooldown: 60, perHour: 10, only: null };
  const lookAgain = async () => leaking(12, 13);
  const tell = (event: GuardEvent) => void events.push(event);
  const guard = new Guard({ rules, dryRun: false, replace, checkApp, lookAgain, tell, ...given });
  return { guard, replace, said: () => events.map(({ what }) => what), events };
}

test('replaces, and says so before and after', async () => {
  const { guard, replace, events } = guardOf();
  guard.look(leaking(12), 1000);
  await settle();
  expect(replace).toHaveBeenCalledTimes(1);
  expect(events).toMatchObject([
    { what: 'replaces', pid: 12, text: 'the guard replaces worker 12 of gunicorn.service (12,000 fds)' },
    { what: 'replaced', text: expect.stringMatching(/has replaced worker 12 .*: gone; 13 is up/) },
  ]);
});

test('is never at two at a time, however long one takes', async () => {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const replace = vi.fn(() => promise);
  const { guard } = guardOf({ replace });
  for (let second = 0; second < 1000; second += 1) guard.look(leaking(12, 13), 1000 + second);
  await settle();
  expect(replace).toHaveBeenCalledTimes(1);
  resolve(done('ok'));
  await settle();
  guard.look(leaking(13), 2001);
  await settle();
  expect(replace).toHaveBeenCalledTimes(2);
});

test.each([
  ['a replacement that failed', { replace: async () => failed('no replacement came') }, /no replacement came/],
  ['an error', { replace: async () => Promise.reject(new Error('out of memory')) }, /out of memory/],
  [
    'an app that does not load',
    { checkApp: async () => ({ state: 'broken', words: 'ImportError: x', part: 'app' }) as const },
    /ImportError: x/,
  ],
])('stops itself for good after %s, and says so', async (_, given, why) => {
  const { guard, replace, events } = guardOf(given);
  for (const now of [1000, 2000, 3000]) {
    guard.look(leaking(12, 13), now);
    await settle();
  }
  expect(guard.state.stopped).not.toBeNull();
  expect(events.filter(({ what }) => what === 'stopped')).toHaveLength(1);
  expect(events.at(-1)!.text).toMatch(why);
  expect(replace.mock.calls.length).toBeLessThanOrEqual(1);
});

test.each([
  [
    'an upgrade began',
    { instances: [instance({ upgrading: true })] },
    /an upgrade \(USR2\) of shop:app is in progress/,
  ],
  ['it ended by itself', { processes: [] }, /it has ended by itself/],
  ['it let go', { processes: [sample({ pid: 12, fds: 30 })] }, /it holds 30 files now/],
  ['its service ended', { instances: [] }, /its service is gone/],
])('leaves it alone where, while the app was checked, %s; and goes on', async (_, given, why) => {
  const lookAgain = async () => ({ ...leaking(12), ...given });
  const { guard, replace, events } = guardOf({ lookAgain });
  guard.look(leaking(12), 1000);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  expect(events).toMatchObject([{ what: 'waits', pid: 12, text: expect.stringMatching(why) }]);
  expect(guard.state.stopped).toBeNull();
});

test('a dry run only says what it would do, as seldom as it would do it', async () => {
  const { guard, replace, said } = guardOf({ dryRun: true });
  for (let second = 0; second < 100; second += 1) {
    guard.look(leaking(12), 1000 + second);
    await settle();
  }
  expect(said().filter(what => what === 'would-replace')).toHaveLength(2);
  expect(replace).not.toHaveBeenCalled();
});

test('says once why it waits, not at every sample', async () => {
  const { guard, said } = guardOf();
  for (let second = 0; second < 50; second += 1) {
    guard.look(leaking(12, 13), 1000 + second);
    await settle();
  }
  expect(said()).toEqual(['replaces', 'replaced', 'waits']);
});

test('a restart forgets neither why it stopped nor the hour', async () => {
  const first = guardOf({ replace: async () => failed('no replacement came') });
  first.guard.look(leaking(12), 1000);
  await first.guard.idle();
  await settle();
  const { state } = first.guard;
  expect(state).toEqual({ replacedAt: [1000], stopped: expect.stringContaining('no replacement came') });
  const replace = vi.fn(async () => done('ok'));
  const tell = vi.fn();
  const rules = { over: 10_000, samples: 1, cooldown: 60, perHour: 10, only: null };
  const checkApp = async (): Promise<Preflight> => ({ state: 'loads', seconds: 1 });
  const lookAgain = async () => leaking(12);
  const options = { rules, dryRun: false, replace, checkApp, lookAgain, tell };
  const second = new Guard(options, state);
  second.look(leaking(12), 2000);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  const third = new Guard(options, { ...state, stopped: null });
  third.look(leaking(12), 1030);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  third.look(leaking(12), 1061);
  await settle();
  expect(replace).toHaveBeenCalledTimes(1);
});
