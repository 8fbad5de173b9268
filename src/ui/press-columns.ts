import type { Screen, State } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { words } from '../words/words.ts';
import { type ColumnChoice, isOn, listed, moved, orderOf, toggled } from './column-choice.ts';
import { COLUMN_KEYS } from './column-keys.ts';
import type { Controller } from './controller.ts';
import { say } from './flows/run.ts';
import { findCommand } from './keys.ts';

type ColumnScreen = Extract<Screen, { name: 'columns' }>;

/** `C`: the columns, with the keys on the one that the table is sorted by. */
export function openColumns(store: Store): void {
  const { columns, sort, shown } = store.getState();
  const order = orderOf(columns);
  const ids = listed({ order, choice: columns, isFleet: shown?.fleet !== undefined });
  store.dispatch({ type: 'message', message: null });
  store.dispatch({
    type: 'screen',
    screen: { name: 'columns', order, at: ids.includes(sort.column) ? sort.column : ids[0]! },
  });
}

/** What the screen of the columns shows. */
export function choiceOf({ columns, shown }: State, { order }: ColumnScreen): ColumnChoice {
  return { order, choice: columns, isFleet: shown?.fleet !== undefined };
}

/** A key on the screen of the columns. What it changes is on at once; only `s` keeps it. */
export function pressInColumns(controller: Controller, name: string): void {
  const { store } = controller;
  const state = store.getState();
  const screen = state.screen as ColumnScreen;
  const choice = choiceOf(state, screen);
  const ids = listed(choice);
  const select = (at: string | undefined) => {
    if (at !== undefined) store.dispatch({ type: 'screen', screen: { ...screen, at } });
  };
  const command = findCommand(COLUMN_KEYS, name, false);
  if (command === 'up') select(ids[ids.indexOf(screen.at) - 1]);
  else if (command === 'down') select(ids[ids.indexOf(screen.at) + 1]);
  else if (command === 'first') select(ids[0]);
  else if (command === 'last') select(ids.at(-1));
  else if (command === 'left') move(controller, screen, -1);
  else if (command === 'right') move(controller, screen, 1);
  else if (command === 'toggle') {
    const columns = toggled(choice, screen.at);
    if (columns) store.dispatch({ type: 'columns', columns });
    else say(controller, words().chooser.lastOne);
  } else if (command === 'default') {
    store.dispatch({ type: 'columns', columns: null });
    store.dispatch({ type: 'screen', screen: { ...screen, order: orderOf(null) } });
  } else if (command === 'save') save(controller);
  else if (command === 'back') store.dispatch({ type: 'screen', screen: { name: 'table' } });
  else if (command === 'quit') controller.quit(0);
}

function move({ store }: Controller, screen: ColumnScreen, step: -1 | 1): void {
  const choice = choiceOf(store.getState(), screen);
  const order = moved(choice, screen.at, step);
  if (order === choice.order) return;
  store.dispatch({ type: 'columns', columns: order.filter(id => isOn(choice, id)) });
  store.dispatch({ type: 'screen', screen: { ...screen, order } });
}

function save(controller: Controller): void {
  const { effects, store } = controller;
  try {
    say(controller, effects.saveColumns(store.getState().columns), 'good');
  } catch (error) {
    say(controller, (error as Error).message);
  }
}
