import { describe, expect, test, vi } from 'vitest';
import { initialState } from '../../src/store/state.ts';
import { Store } from '../../src/store/store.ts';
import { sample, snapshot } from '../ui/snapshots.ts';

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
