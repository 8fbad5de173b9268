import { describe, expect, test, vi } from 'vitest';
import { initialState } from '../../src/store/state.ts';
import { Store } from '../../src/store/store.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const newStore = () => new Store(initialState({ intervalSeconds: 1, all: false }));
const at = (second: number, processes = [sample({ pid: 11 })]) => ({
  type: 'tick' as const,
  snapshot: snapshot({ time: new Date(second * 1000).toISOString(), processes }),
});

describe('subscribers', () => {
  test('are told of each change, until they leave', () => {
    const store = newStore();
    const listener = vi.fn();
    const leave = store.subscribe(listener);
    store.dispatch(at(1));
    store.dispatch({ type: 'toggle', what: 'paused' });
    leave();
    store.dispatch(at(2));
    expect(listener).toHaveBeenCalledTimes(2);
  });

  test('are not told when nothing changed', () => {
    const store = newStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.dispatch({ type: 'message', message: null });
    expect(listener).not.toHaveBeenCalled();
  });

  test('may leave while they are told', () => {
    const store = newStore();
    const second = vi.fn();
    const leave = store.subscribe(() => leave());
    store.subscribe(second);
    store.dispatch(at(1));
    expect(second).toHaveBeenCalledTimes(1);
  });
});

describe('histories', () => {
  const fdsOf = (store: Store, key: string) => store.histories.get(key)?.points.map(({ fds }) => fds);

  test('grow with each tick, also while paused', () => {
    const store = newStore();
    store.dispatch(at(1, [sample({ pid: 11, fds: 5 })]));
    store.dispatch({ type: 'toggle', what: 'paused' });
    store.dispatch(at(2, [sample({ pid: 11, fds: 6 })]));
    expect(fdsOf(store, '11@110')).toEqual([5, 6]);
  });

  test('are forgotten with their process', () => {
    const store = newStore();
    store.dispatch(at(1));
    store.dispatch(at(2, []));
    expect(store.histories.size).toBe(0);
  });

  test('begin anew when the pid is reused', () => {
    const store = newStore();
    store.dispatch(at(1, [sample({ pid: 11, startTime: 1, fds: 9000 })]));
    store.dispatch(at(2, [sample({ pid: 11, startTime: 2, fds: 4 })]));
    expect(fdsOf(store, '11@2')).toEqual([4]);
    expect(store.histories.size).toBe(1);
  });

  test('have no point where the count is not known, and keep what they had', () => {
    const store = newStore();
    store.dispatch(at(1, [sample({ pid: 11, fds: 5 })]));
    store.dispatch(at(2, [sample({ pid: 11, fds: null })]));
    expect(fdsOf(store, '11@110')).toEqual([5]);
    store.dispatch(at(3, [sample({ pid: 13, fds: null })]));
    expect(store.histories.size).toBe(0);
  });
});

test('what was told before is no point of the history, and keeps it all the same', () => {
  const store = newStore();
  const process = sample({ pid: 11, host: 'web-1' });
  store.dispatch(at(1, [process]));
  store.dispatch(at(2, [{ ...process, unchanged: true }]));
  store.dispatch(at(3, [{ ...process, fds: 50 }]));
  expect(store.histories.get('web-1 11@110')?.points).toEqual([
    { at: 1, fds: 40 },
    { at: 3, fds: 50 },
  ]);
});

describe('the past of an hour', () => {
  const points = (store: Store) => store.pastOf(sample({ pid: 11 })).map(({ at, fds }) => [at, fds]);

  test('has peaks up to two minutes ago, then every count', () => {
    const store = newStore();
    for (let second = 0; second <= 300; second += 1)
      store.dispatch(at(second, [sample({ pid: 11, fds: second === 61 ? 9000 : 40 })]));
    const past = points(store);
    expect(past.slice(0, 2)).toEqual([
      [3, 40],
      [9, 40],
    ]);
    expect(past).toContainEqual([63, 9000]);
    expect(past.slice(-121)).toEqual(Array.from({ length: 121 }, (_, index) => [180 + index, 40]));
    expect(past).toHaveLength(180 / 6 + 121);
    expect([...past].sort((a, b) => a[0]! - b[0]!)).toEqual(past);
  });

  test('of an instance keeps what its ended workers had', () => {
    const store = newStore();
    const tick = (second: number, fds: number, processes: ReturnType<typeof sample>[]) =>
      store.dispatch({
        type: 'tick',
        snapshot: snapshot({ time: new Date(second * 1000).toISOString(), processes, instances: [instance({ fds })] }),
      });
    tick(1, 9040, [sample({ pid: 11 }), sample({ pid: 12, fds: 9000 })]);
    tick(2, 40, [sample({ pid: 11 })]);
    expect(store.pastOfInstance('10@100').map(({ fds }) => fds)).toEqual([9040, 40]);
    store.dispatch({ type: 'tick', snapshot: snapshot({ instances: [], processes: [] }) });
    expect(store.pastOfInstance('10@100')).toEqual([]);
  });

  test('is forgotten with its process', () => {
    const store = newStore();
    store.dispatch(at(1));
    store.dispatch(at(2, []));
    expect(points(store)).toEqual([]);
  });
});

test('what happened is in the state, without a word said of it', () => {
  const store = newStore();
  store.dispatch(at(1, [sample({ pid: 11 }), sample({ pid: 12 })]));
  store.dispatch(at(2, [sample({ pid: 11 }), sample({ pid: 13 })]));
  expect(store.getState().events.map(({ text }) => text)).toEqual([
    'gunicorn.service is watched, master 10, 2 workers',
    'worker 13 of gunicorn.service replaced 12, which had 40 fds',
  ]);
});
