import { describe, expect, test } from 'vitest';
import { MOST_EVENTS, reduce } from '../../src/store/reducer.ts';
import { type Dialog, initialState } from '../../src/store/state.ts';
import { snapshot, stateOf } from '../ui/snapshots.ts';

const dialog: Dialog = { title: 'Kill?', lines: [], choices: [], focus: 0, targetKeys: [] };
const first = snapshot({ host: 'first' });
const second = snapshot({ host: 'second' });
const seen = reduce(initialState({ intervalSeconds: 1, all: false }), { type: 'tick', snapshot: first });
const tick = { type: 'tick', snapshot: second } as const;

describe('a tick', () => {
  test('is shown', () => {
    expect(reduce(seen, tick)).toMatchObject({ shown: second, latest: second });
  });

  test('is kept, but not shown, while paused; unpausing shows the newest', () => {
    const paused = reduce(reduce(seen, { type: 'toggle', what: 'paused' }), tick);
    expect(paused).toMatchObject({ shown: first, latest: second });
    expect(reduce(paused, { type: 'toggle', what: 'paused' }).shown).toBe(second);
  });

  test('moves nothing under a dialog; closing it shows the newest', () => {
    const asked = reduce(reduce(seen, { type: 'open-dialog', dialog }), tick);
    expect(asked).toMatchObject({ shown: first, latest: second });
    expect(reduce(asked, { type: 'close-dialog' }).shown).toBe(second);
  });

  test('stays hidden when the dialog is closed while paused', () => {
    const both = reduce(reduce(seen, { type: 'toggle', what: 'paused' }), { type: 'open-dialog', dialog });
    expect(reduce(reduce(both, tick), { type: 'close-dialog' }).shown).toBe(first);
  });

  test('is shown even while paused when it is the first of all', () => {
    const paused = reduce(initialState({ intervalSeconds: 1, all: false }), { type: 'toggle', what: 'paused' });
    expect(reduce(paused, tick).shown).toBe(second);
  });
});

test('the state is never changed in place', () => {
  const state = Object.freeze(stateOf());
  reduce(state, { type: 'select', key: 'x', index: 3, instance: null });
  reduce(state, tick);
  expect(() => reduce(state, { type: 'toggle', what: 'all' })).not.toThrow();
});

test('the focus of a dialog moves, and none appears without a dialog', () => {
  const asked = reduce(seen, { type: 'open-dialog', dialog });
  expect(reduce(asked, { type: 'focus', choice: 2 }).dialog?.focus).toBe(2);
  expect(reduce(seen, { type: 'focus', choice: 2 }).dialog).toBeNull();
});

test('the log of the session forgets the oldest of too many', () => {
  const event = (text: string) => ({ at: 0, tone: 'note' as const, text, about: [] });
  const many = Array.from({ length: MOST_EVENTS }, (_, index) => event(`event ${index}`));
  const full = reduce(seen, { type: 'happened', events: many });
  const { events } = reduce(full, { type: 'happened', events: [event('newest')] });
  expect(events).toHaveLength(MOST_EVENTS);
  expect([events[0]!.text, events.at(-1)!.text]).toEqual(['event 1', 'newest']);
});

test('what a chart shows is changed in part', () => {
  const hour = reduce(seen, { type: 'chart', seconds: 3600 });
  expect(reduce(hour, { type: 'chart', fits: true }).chart).toEqual({ seconds: 3600, fits: true });
});

test('a message said again changes nothing, so that nothing is drawn', () => {
  const said = reduce(seen, { type: 'message', message: { tone: 'good', text: 'done' } });
  expect(reduce(said, { type: 'message', message: { tone: 'good', text: 'done' } })).toBe(said);
  expect(reduce(said, { type: 'message', message: { tone: 'bad', text: 'done' } })).not.toBe(said);
  expect(reduce(said, { type: 'message', message: null }).message).toBeNull();
  expect(reduce(seen, { type: 'message', message: null })).toBe(seen);
});
