import { describe, expect, test, vi } from 'vitest';
import { COLUMN_KEYS } from '../../src/ui/column-keys.ts';
import { chosenColumns, columnsOf } from '../../src/ui/column-layout.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { fakeController } from './effects.ts';

const DEFAULT = chosenColumns(null, false).map(({ id }) => id);

/** The chooser, opened, with its keys on the first column. */
function chooser(given: Parameters<typeof fakeController>[0] = {}) {
  const controller = fakeController(given);
  controller.press('C', 'home');
  const { state } = controller;
  const shown = () => chosenColumns(state().columns, false).map(({ id }) => id);
  const at = () => (state().screen as { at?: string }).at;
  return { ...controller, shown, at };
}

test('C and F2 open it, with the keys on the column that the table is sorted by; Esc leads back', () => {
  for (const key of ['C', 'f2']) {
    const { press, state } = fakeController();
    press(key);
    expect(state().screen).toMatchObject({ name: 'columns', at: 'fds' });
    press('esc');
    expect(state().screen).toEqual({ name: 'table' });
    expect(state().columns).toBeNull();
  }
});

test('its keys are bound once each', () => {
  const keys = COLUMN_KEYS.flatMap(binding => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('Space', () => {
  test('takes a column off, and puts it where it was', () => {
    const { press, shown, at } = chooser();
    expect(at()).toBe('instance');
    press('down', ' ');
    expect(shown()).toEqual(DEFAULT.slice(1));
    press(' ');
    expect(shown()).toEqual(DEFAULT);
  });

  test('puts on what fdtop does not show by itself', () => {
    const { press, shown } = chooser();
    press(' ');
    expect(shown()).toEqual(['instance', ...DEFAULT]);
  });

  test('leaves the last one on, and says why', () => {
    const { press, shown, state } = chooser();
    for (const _ of columnsOf(false)) press(' ', 'down');
    // Those that were off are on now, the others off.
    expect(shown()).toEqual(['instance', 'ppid', 'severity']);
    press('home', ' ', 'down', 'down', ' ', 'end', 'up', ' ');
    expect(shown()).toEqual(['severity']);
    expect(state().message?.text).toBe('this is the last column: one must stay');
  });
});

describe('← and →', () => {
  test('move a column past its neighbour in the list, on or off, and stop at the ends', () => {
    const { press, shown, at } = chooser();
    press('down', 'right', 'right');
    expect(shown().slice(0, 3)).toEqual(['role', 'pid', 'fds']);
    expect(at()).toBe('pid');
    press('left', 'left', 'left', 'left', 'left');
    expect(shown()).toEqual(DEFAULT);
    press('end', 'right', 'left');
    expect(shown().at(-1)).toBe('command');
  });

  test('and back is as before', () => {
    const { press, shown } = chooser();
    for (const id of columnsOf(false)) {
      press('right', 'left');
      expect(shown(), id.id).toEqual(DEFAULT);
      press('down');
    }
  });
});

test('d is as fdtop shows them by itself', () => {
  const { press, state } = chooser();
  press('down', ' ', 'right', 'd');
  expect(state().columns).toBeNull();
});

test('what was chosen for a fleet stays chosen, where one host is shown', () => {
  const { store, press, state } = fakeController();
  store.dispatch({ type: 'columns', columns: ['host', 'pid', 'fds', 'user'] });
  press('C');
  while ((state().screen as { at: string }).at !== 'user') press('down');
  press(' ');
  expect(state().columns).toEqual(['host', 'pid', 'fds']);
  expect(chosenColumns(state().columns, true).map(({ id }) => id)).toEqual(['host', 'pid', 'fds']);
  expect(chosenColumns(state().columns, false).map(({ id }) => id)).toEqual(['pid', 'fds']);
});

test('a choice that has nothing that this screen can show is none', () => {
  expect(chosenColumns(['host'], false).map(({ id }) => id)).toEqual(DEFAULT);
});

test('every column can be chosen, and is found by its id', () => {
  for (const { id } of columnsOf(true)) expect(chosenColumns([id], true).map(column => column.id)).toEqual([id]);
  expect(COLUMNS.length).toBe(new Set([...columnsOf(true), ...columnsOf(false)]).size);
});

describe('s', () => {
  test('keeps the choice, and says where', () => {
    const saveColumns = vi.fn(() => 'saved in x');
    const { press, state } = chooser({ effects: { saveColumns } });
    press('down', ' ', 's');
    // The host is shown in a fleet only, and there it stays.
    expect(saveColumns).toHaveBeenLastCalledWith(['host', ...DEFAULT.slice(1)]);
    expect(state().message).toEqual({ tone: 'good', text: 'saved in x' });
    press('d', 's');
    expect(saveColumns).toHaveBeenLastCalledWith(null);
  });

  test('says why it cannot', () => {
    const saveColumns = () => {
      throw new Error('not saved: no home');
    };
    const { press, state } = chooser({ effects: { saveColumns } });
    press('s');
    expect(state().message).toEqual({ tone: 'bad', text: 'not saved: no home' });
  });
});

test('< and > on the table go through the columns that are shown, and no others', () => {
  const { store, press, state } = fakeController();
  store.dispatch({ type: 'columns', columns: ['user', 'pid'] });
  const seen = ['>', '>', '>', '<'].map(key => {
    press(key);
    return state().sort.column;
  });
  expect(seen).toEqual(['pid', 'user', 'pid', 'user']);
});
