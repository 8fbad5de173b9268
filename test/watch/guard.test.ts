import { expect, test, vi } from 'vitest';
import { done, failed, type Outcome } from '../../src/actions/outcome.ts';
import type { Preflight } from '../../src/actions/preflight.ts';
import { Guard, type GuardEvent, type GuardOptions } from '../../src/watch/guard.ts';
import { type GuardState, guardStateOf } from '../../src/watch/guard-memory.ts';
import type { GuardTarget } from '../../src/watch/guard-rules.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

/** The master of a service, and workers that leak. */
const leaking = (...pids: number[]) => services({ 10: pids });
/** By the pids of their masters; the units are gunicorn.service, unit-20.service, unit-30.service, ... */
function services(workers: Record<number, number[]>) {
  const masters = Object.keys(workers).map(Number);
  return snapshot({
    instances: masters.map(master => {
      const unit = master === 10 ? 'gunicorn.service' : `unit-${master}.service`;
      return instance({ id: `${master}@${master * 10}`, masterPid: master, unit });
    }),
    processes: masters.flatMap(master => [
      sample({ pid: master, ppid: 1, role: 'master', instance: `${master}@${master * 10}` }),
      ...workers[master]!.map(pid => sample({ pid, ppid: master, instance: `${master}@${master * 10}`, fds: 12_000 })),
    ]),
  });
}
const settle = () => new Promise(resolve => setImmediate(resolve));
const masterOf = ({ instance: { masterPid } }: GuardTarget) => masterPid;
const loads: Preflight = { state: 'loads', seconds: 1 };
const never = new Promise<never>(() => {});

function guardOf(given: Partial<GuardOptions> = {}, saved: GuardState | null = null) {
  const events: GuardEvent[] = [];
  const replace = vi.fn(async (): Promise<Outcome> => done('gone; 13 is up'));
  const options: GuardOptions = {
    rules: { over: 10_000, samples: 1, cooldown: 60, perHour: 10, only: null },
    scope: { caresFor: () => true, whyNotIts: () => null },
    dryRun: false,
    replace,
    checkApp: async () => loads,
    lookAgain: async () => leaking(12, 13),
    tell: event => void events.push(event),
    ...given,
  };
  const guard = new Guard(options, saved);
  return { guard, replace, options, said: () => events.map(({ what }) => what), events };
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
  expect(guard.state.services['gunicorn.service']?.stopped).toEqual(expect.any(String));
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
  ['it ended by itself', { processes: leaking(13).processes }, /it has ended by itself/],
  ['it let go', { processes: [sample({ pid: 12, fds: 30 })] }, /it holds 30 files now/],
  ['its service ended', { instances: [] }, /its service is gone/],
])('leaves it alone where, while the app was checked, %s; and goes on', async (_, given, why) => {
  const lookAgain = async () => ({ ...leaking(12), ...given });
  const { guard, replace, events } = guardOf({ lookAgain });
  guard.look(leaking(12), 1000);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  expect(events).toMatchObject([{ what: 'waits', pid: 12, text: expect.stringMatching(why) }]);
  expect(guard.state.services).toEqual({});
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
  const { state } = first.guard;
  expect(state).toEqual({
    services: { 'gunicorn.service': { replacedAt: [1000], stopped: expect.stringContaining('no replacement came') } },
  });
  const { guard, replace, options } = guardOf({}, guardStateOf(JSON.parse(JSON.stringify(state))));
  expect(guard.stops).toEqual([expect.stringMatching(/stopped itself for gunicorn\.service: .*no replacement came/)]);
  guard.look(leaking(12), 2000);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  guard.goOn(options);
  guard.look(leaking(12), 1030);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  guard.look(leaking(12), 1061);
  await settle();
  expect(replace).toHaveBeenCalledTimes(1);
});

test('what was saved when there was one memory for all holds for each, until it is let go on', async () => {
  const old = guardStateOf({ replacedAt: [1000], stopped: 'it failed' });
  const { guard, replace, options } = guardOf({ lookAgain: async () => services({ 10: [12], 20: [22] }) }, old);
  expect(guard.stops).toEqual([expect.stringMatching(/^the guard has stopped itself: it failed;/)]);
  guard.look(services({ 10: [12], 20: [22] }), 1100);
  await settle();
  expect(replace).not.toHaveBeenCalled();
  guard.goOn(options);
  guard.look(services({ 10: [12], 20: [22] }), 1101);
  await guard.idle();
  expect(replace).toHaveBeenCalledTimes(2);
  expect(guard.state.services).toMatchObject({
    'gunicorn.service': { replacedAt: [1000, 1101], stopped: null },
    'unit-20.service': { replacedAt: [1000, 1101], stopped: null },
  });
});

test.each([null, 'x', { replacedAt: ['a'] }, { services: { a: { replacedAt: 3 } } }, { services: null }])(
  'what was saved and is not what it seems is forgotten: %j',
  saved => {
    expect(guardStateOf(saved)).toBeNull();
  },
);

test.each([
  [
    'fails its replacement',
    { replace: async (target: GuardTarget) => (masterOf(target) === 20 ? failed('x') : done('y')) },
  ],
  [
    'does not load',
    {
      checkApp: async (target: GuardTarget) =>
        masterOf(target) === 20 ? ({ state: 'broken', words: 'x', part: 'app' } as const) : loads,
    },
  ],
])('a service that %s stops the guard for itself alone', async (_, given) => {
  const both = services({ 10: [12], 20: [22] });
  const { guard, events } = guardOf({ lookAgain: async () => both, ...given });
  for (const now of [1000, 1100, 1200]) {
    guard.look(both, now);
    await guard.idle();
  }
  expect(events.filter(({ what }) => what === 'stopped').map(({ text }) => text)).toEqual([
    expect.stringMatching(/^the guard has stopped itself for unit-20\.service: /),
  ]);
  expect(events.filter(({ what, pid }) => what === 'replaced' && pid === 12)).toHaveLength(3);
});

test('a service that leaks without end uses up its own hour only', async () => {
  const both = services({ 10: [12], 20: [22] });
  const { guard, events } = guardOf({
    lookAgain: async () => both,
    rules: { over: 10_000, samples: 1, cooldown: 0, perHour: 3, only: null },
  });
  for (let now = 1000; now < 1010; now += 1) {
    guard.look(services({ 20: [22] }), now);
    await guard.idle();
  }
  guard.look(both, 1011);
  await guard.idle();
  expect(events.filter(({ what, pid }) => what === 'replaced' && pid === 22)).toHaveLength(3);
  expect(events.filter(({ what, pid }) => what === 'replaced' && pid === 12)).toHaveLength(1);
});

test('a check that says no spends nothing of the hour, and is not made again at once', async () => {
  const checkApp = vi.fn(async () => loads);
  const lookAgain = async () => services({ 10: [] });
  const { guard } = guardOf({ checkApp, lookAgain });
  for (let now = 1000; now < 1050; now += 1) {
    guard.look(leaking(12), now);
    await guard.idle();
  }
  expect(guard.state).toEqual({ services: {} });
  expect(checkApp).toHaveBeenCalledTimes(1);
  guard.look(leaking(12), 1061);
  await guard.idle();
  expect(checkApp).toHaveBeenCalledTimes(2);
});

test('a dry run leaves what is saved as it was', async () => {
  const saved = { services: { 'gunicorn.service': { replacedAt: [10], stopped: null } } };
  const { guard, said } = guardOf({ dryRun: true }, saved);
  guard.look(leaking(12), 1000);
  await guard.idle();
  expect(said()).toEqual(['would-replace']);
  expect(guard.state).toEqual(saved);
});

test('a check that never ends holds up its own service only, is told, and told to end', async () => {
  let given: AbortSignal | undefined;
  const checkApp = vi.fn((target: GuardTarget, _: unknown, signal: AbortSignal) => {
    if (masterOf(target) !== 20) return Promise.resolve(loads);
    given = signal;
    return never;
  });
  const both = services({ 10: [12], 20: [22] });
  const { guard, events, replace, options } = guardOf({ checkApp, checkSeconds: 0.05, lookAgain: async () => both });
  guard.look(both, 1000);
  await guard.idle();
  expect(given!.aborted).toBe(true);
  expect(events.find(({ pid }) => pid === 22)).toMatchObject({
    what: 'waits',
    text: expect.stringMatching(/leaves worker 22 of unit-20\.service .* alone: .*the check does not end/),
  });
  expect(replace).toHaveBeenCalledTimes(1);
  // Neither time nor SIGHUP starts a second one beside it.
  guard.goOn(options);
  guard.look(both, 9000);
  await guard.idle();
  expect(checkApp.mock.calls.filter(([target]) => masterOf(target) === 20)).toHaveLength(1);
  expect(replace).toHaveBeenCalledTimes(2);
});

test('acts on a few services at a time; those that hang are not counted for ever, and who waited is next', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const many = services({ 20: [22], 30: [32], 40: [42], 50: [52], 60: [62] });
  const replace = vi.fn((target: GuardTarget) => (masterOf(target) === 60 ? Promise.resolve(done('ok')) : never));
  const { guard } = guardOf({ replace, lookAgain: async () => many });
  guard.look(many, 1000);
  await settle();
  expect(replace).toHaveBeenCalledTimes(4);
  guard.look(many, 1001);
  await settle();
  expect(replace).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(61_000);
  guard.look(many, 1061);
  await settle();
  expect(replace.mock.calls.map(([target]) => masterOf(target))).toEqual([20, 30, 40, 50, 60]);
  vi.useRealTimers();
});

test('leaves alone what, looked at again, is not its own', async () => {
  const { guard, events, replace } = guardOf({
    scope: { caresFor: () => true, whyNotIts: () => '12 does not run in gunicorn.service' },
  });
  guard.look(leaking(12), 1000);
  await guard.idle();
  expect(events).toMatchObject([{ what: 'waits', text: expect.stringMatching(/alone: 12 does not run in gunicorn/) }]);
  expect(replace).not.toHaveBeenCalled();
});
