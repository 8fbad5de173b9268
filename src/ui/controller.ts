import { type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';
import type { Dialog } from '../store/state.ts';
import { VIEWS } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { words } from '../words/words.ts';
import { chosenColumns } from './column-layout.ts';
import type { Effects, Report } from './effects.ts';
import { openCure } from './flows/cure.ts';
import { openKill } from './flows/kill.ts';
import { openLimit } from './flows/limit.ts';
import { openRecycle } from './flows/recycle.ts';
import { openRestart } from './flows/restart.ts';
import { run, say } from './flows/run.ts';
import { type Command, findCommand, type KeyBinding, keyMode, tableKeys } from './keys.ts';
import { openColumns, pressInColumns } from './press-columns.ts';
import { isCharacter, pressInFilter, typeInFilter } from './press-filter.ts';
import { pressOnPage } from './press-page.ts';
import { selectedMember, selectedProcess, selectedRow, sortColumn, tableRows } from './rows.ts';
import { selectFar, selectNext } from './selection.ts';

export interface Controller {
  store: Store;
  effects: Effects;
  readOnly: boolean;
  /** j and k move, and X kills. */
  vim: boolean;
  /** From so many fds on a process leaks. */
  leak: number;
  /** Rows of the table on the screen now. */
  pageSize: () => number;
  quit: (exitCode: number) => void;
  /** Ctrl-Z: stop, and come back with fg. */
  suspend: () => void;
  /** Ctrl-L: draw all of the screen again, over what something else has written there. */
  redraw: () => void;
  /** Whether a dialog has been drawn, so that somebody may have read it. */
  isSeen: (dialog: Dialog) => boolean;
  /** Gives the terminal to something else, and takes it back when that is done. */
  withTerminal: (use: () => Promise<void>) => Promise<void>;
}

/** Exit code after Ctrl-C, as the shell has it. */
export const INTERRUPTED = 130;

/** Where keys have no table of their own. */
const VIM_MOTIONS: Record<string, string> = { j: 'down', k: 'up' };

const INTERVALS = [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];

/**
 * A key, wherever it belongs now: on the table, in its dialog, in its filter line, or on a screen over it. Keys typed
 * faster than the screen is drawn come in one go, and each may change where the next belongs. (Scrolling is left to the
 * screens themselves.)
 */
export function pressKey(controller: Controller, name: string): void {
  const { store, vim } = controller;
  store.dispatch({ type: 'key' });
  const state = store.getState();
  const motion = (vim && VIM_MOTIONS[name]) || name;
  if (name === 'ctrl-c') controller.quit(INTERRUPTED);
  else if (name === 'ctrl-z') controller.suspend();
  else if (name === 'ctrl-l') controller.redraw();
  else if (state.screen.name === 'columns') pressInColumns(controller, motion);
  else if (state.screen.name !== 'table') pressOnPage(controller, name, command => doOnTable(controller, command));
  else if (state.dialog) pressInDialog(controller, motion);
  else if (state.editingFilter) pressInFilter(store, name);
  else pressCommand(controller, name);
}

/** Keys that came in one go. */
export function pressKeys(controller: Controller, names: readonly string[]): void {
  const { store } = controller;
  for (let at = 0; at < names.length; ) {
    const { screen, dialog, editingFilter } = store.getState();
    const isText = editingFilter && screen.name === 'table' && !dialog;
    const end = isText ? names.findIndex((name, index) => index >= at && !isCharacter(name)) : at;
    const text = names.slice(at, end === -1 ? names.length : end);
    if (text.length > 0) typeInFilter(store, text.join(''));
    else pressKey(controller, names[at]!);
    at += Math.max(1, text.length);
  }
}

function pressInDialog({ store, isSeen }: Controller, name: string): void {
  const dialog = store.getState().dialog!;
  const move = (step: number) => {
    const choice = (dialog.focus + step + dialog.choices.length) % dialog.choices.length;
    store.dispatch({ type: 'focus', choice });
  };
  if (name === 'left' || name === 'up') move(-1);
  else if (name === 'right' || name === 'down' || name === 'tab') move(1);
  else if (name === 'enter') {
    const act = dialog.choices[dialog.focus]?.run;
    // Typed ahead, or in one go with the key that opened it: nobody can have meant what was not yet there to read.
    if (act && !isSeen(dialog)) return;
    store.dispatch({ type: 'close-dialog' });
    act?.();
  } else if (name === 'esc' || name === 'q') store.dispatch({ type: 'close-dialog' });
  else if (name === 'c' && isSeen(dialog)) dialog.onCheck?.();
}

function pressCommand(controller: Controller, name: string): void {
  const { store, readOnly } = controller;
  const { shown, filter } = store.getState();
  const empty = shown !== null && filter === '' && tableRows(store.getState()).length === 0;
  const keys = tableKeys(keyMode(controller));
  const bindings: readonly KeyBinding[] = empty ? [...NOTHING_KEYS, ...keys] : keys;
  const command = findCommand(bindings, name, readOnly);
  if (command) doOnTable(controller, command);
}

function doOnTable(controller: Controller, command: Command): void {
  if (!isElsewhere(controller, command)) COMMANDS[command](controller);
}

/** They are about a whole service: its heading will do. */
const OF_SERVICE: readonly Command[] = ['restart', 'reload', 'recycle', 'limit', 'cure'];

/** On a screen of other hosts a key that needs the process itself only tells what to type. */
function isElsewhere(controller: Controller, command: Command): boolean {
  const { store, effects } = controller;
  const state = store.getState();
  const target = OF_SERVICE.includes(command) ? selectedMember(state) : selectedProcess(state);
  const text = effects.remote?.(command, target, state.shown) ?? null;
  if (text !== null) say(controller, text, 'note');
  return text !== null;
}

const NOTHING_KEYS: readonly KeyBinding[] = [{ keys: ['enter'], command: 'demo', help: 'watch a demo service leak' }];

const COMMANDS: Record<Command, (controller: Controller) => void> = {
  up: ({ store }) => selectNext(store, -1),
  down: ({ store }) => selectNext(store, 1),
  'page-up': ({ store, pageSize }) => selectFar(store, -Math.max(1, pageSize() - 1)),
  'page-down': ({ store, pageSize }) => selectFar(store, Math.max(1, pageSize() - 1)),
  first: ({ store }) => selectFar(store, Number.NEGATIVE_INFINITY),
  last: ({ store }) => selectFar(store, Number.POSITIVE_INFINITY),
  kill: openKill,
  recycle: openRecycle,
  restart: controller => void openRestart(controller, 'restart'),
  reload: controller => void openRestart(controller, 'reload'),
  limit: openLimit,
  cure: controller => void openCure(controller),
  tag: controller => {
    const target = selectedProcess(controller.store.getState());
    if (target) controller.store.dispatch({ type: 'tag', key: processKey(target) });
    selectFar(controller.store, 1);
  },
  untag: ({ store }) => store.dispatch({ type: 'untag-all' }),
  types: controller => {
    const target = targetOf(controller);
    if (target) controller.store.dispatch({ type: 'screen', screen: { name: 'types', target } });
  },
  details: ({ store }) => {
    const row = selectedRow(store.getState());
    if (row?.type === 'process') store.dispatch({ type: 'screen', screen: { name: 'details', target: row.process } });
    if (row?.type === 'instance')
      store.dispatch({ type: 'screen', screen: { name: 'instance', instance: row.instance } });
  },
  events: ({ store }) => store.dispatch({ type: 'screen', screen: { name: 'events' } }),
  origin: controller => openReport(controller, 'origin'),
  diagnose: controller => openReport(controller, 'diagnosis'),
  'sort-left': ({ store }) => sortBeside(store, -1),
  'sort-right': ({ store }) => sortBeside(store, 1),
  invert: ({ store }) => {
    const { column, descending } = store.getState().sort;
    store.dispatch({ type: 'sort', column, descending: !descending });
  },
  filter: ({ store }) => store.dispatch({ type: 'edit-filter', on: true, draft: store.getState().filter }),
  pause: ({ store }) => store.dispatch({ type: 'toggle', what: 'paused' }),
  faster: controller => changeInterval(controller, -1),
  slower: controller => changeInterval(controller, 1),
  all: ({ store, effects }) => {
    store.dispatch({ type: 'toggle', what: 'all' });
    effects.setAll(store.getState().all);
  },
  group: ({ store }) => {
    const view = VIEWS[(VIEWS.indexOf(store.getState().view) + 1) % VIEWS.length]!;
    store.dispatch({ type: 'view', view });
  },
  columns: ({ store }) => openColumns(store),
  demo: startDemo,
  // They belong to the pages that show a history.
  range: () => {},
  zoom: () => {},
  next: controller => stepTo(controller, ({ next }) => next()),
  'next-alert': controller => stepTo(controller, ({ nextAlert }) => nextAlert()),
  help: ({ store }) => store.dispatch({ type: 'screen', screen: { name: 'help' } }),
  back: ({ store }) => {
    store.dispatch({ type: 'filter', text: '' });
    store.dispatch({ type: 'message', message: null });
  },
  quit: ({ quit }) => quit(0),
  interrupt: ({ quit }) => quit(INTERRUPTED),
  suspend: ({ suspend }) => suspend(),
  redraw: ({ redraw }) => redraw(),
};

/** The selected process; on a heading it is said that there is none. */
function targetOf(controller: Controller): ProcessSample | null {
  const row = selectedRow(controller.store.getState());
  if (row?.type === 'instance') say(controller, words().table.noProcessHere, 'note');
  return row?.type === 'process' ? row.process : null;
}

function sortBeside(store: Store, step: number): void {
  const { shown, sort, columns: choice } = store.getState();
  const columns = chosenColumns(choice, shown?.fleet !== undefined);
  // The one that it is sorted by may have been taken off.
  const at = Math.max(0, columns.indexOf(sortColumn(sort.column)));
  const column = columns[(at + step + columns.length) % columns.length]!;
  store.dispatch({ type: 'sort', column: column.id, descending: column.descendingFirst });
}

function changeInterval({ store, effects }: Controller, step: number): void {
  const now = store.getState().intervalSeconds;
  const next = step < 0 ? INTERVALS.filter(seconds => seconds < now).at(-1) : INTERVALS.find(seconds => seconds > now);
  if (next === undefined) return;
  store.dispatch({ type: 'interval', seconds: next });
  effects.setInterval(next);
}

function openReport(controller: Controller, what: Report): void {
  const target = targetOf(controller);
  if (target) controller.store.dispatch({ type: 'screen', screen: { name: 'report', what, target } });
}

/** On a recording: goes on to a snapshot, and stops there. */
function stepTo(
  { store, effects }: Controller,
  find: (replay: NonNullable<Effects['replay']>) => Snapshot | null,
): void {
  if (!effects.replay) return;
  if (store.getState().paused) store.dispatch({ type: 'toggle', what: 'paused' });
  const snapshot = find(effects.replay);
  if (snapshot) store.dispatch({ type: 'tick', snapshot });
  else
    store.dispatch({
      type: 'message',
      message: { tone: 'bad', text: words().table.noFurtherAlert },
    });
  store.dispatch({ type: 'toggle', what: 'paused' });
}

function startDemo(controller: Controller): void {
  const { store, effects } = controller;
  const { startDemo: start } = effects;
  if (!start || store.getState().message?.tone === 'progress') return;
  void run(controller, [], async progress => {
    progress(words().table.startingDemo);
    return { ok: true, text: await start() };
  });
}
