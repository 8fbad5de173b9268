import { processKey } from '../model/snapshot.ts';
import { CHART_SECONDS, type Screen } from '../store/state.ts';
import { words } from '../words/words.ts';
import type { Controller } from './controller.ts';
import { say } from './flows/run.ts';
import { type Command, findCommand, keyMode, pageKeys, tableCommands } from './keys.ts';
import { rowKey, selectedRow } from './rows.ts';

/** A key on a screen that lies over the table. `onTable` does what a command means there. */
export function pressOnPage(controller: Controller, name: string, onTable: (command: Command) => void): void {
  const { store, readOnly } = controller;
  const { screen, chart } = store.getState();
  const command = findCommand(pageKeys(screen.name, keyMode(controller)), name, readOnly);
  if (command === 'back') store.dispatch({ type: 'screen', screen: under(screen) });
  else if (command === 'help') store.dispatch({ type: 'screen', screen: { name: 'help', under: screen } });
  else if (command === 'quit') controller.quit(0);
  else if (command === 'zoom') store.dispatch({ type: 'chart', fits: !chart.fits });
  else if (command === 'range') {
    const next = CHART_SECONDS[(CHART_SECONDS.indexOf(chart.seconds) + 1) % CHART_SECONDS.length]!;
    store.dispatch({ type: 'chart', seconds: next });
  } else if (command && (screen.name === 'details' || screen.name === 'instance')) {
    // Keys that scroll get here when they are typed before the page is there to take them.
    if (tableCommands(screen.name).includes(command)) actOn(controller, screen, command, onTable);
  }
}

function under(screen: Screen): Screen {
  return ('under' in screen && screen.under) || { name: 'table' };
}

/** Keys of the table mean what is selected there: so that must still be what the page is about. */
function actOn(
  controller: Controller,
  screen: Extract<Screen, { name: 'details' | 'instance' }>,
  command: Command,
  onTable: (command: Command) => void,
): void {
  const { store } = controller;
  const isProcess = screen.name === 'details';
  const instance = isProcess ? screen.target.instance : screen.instance.id;
  const key = isProcess ? processKey(screen.target) : rowKey({ type: 'instance', instance: screen.instance });
  store.dispatch({ type: 'select', key, index: store.getState().selectedIndex, instance });
  const row = selectedRow(store.getState());
  if (!row || rowKey(row) !== key) {
    say(controller, words().table.goneOrHidden(isProcess ? screen.target.pid : screen.instance.name));
    return;
  }
  store.dispatch({ type: 'screen', screen: { name: 'table' } });
  onTable(command);
  const { screen: opened } = store.getState();
  if (opened.name === 'types' || opened.name === 'report')
    store.dispatch({ type: 'screen', screen: { ...opened, under: screen } });
}
