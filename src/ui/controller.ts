import { processKey, type Snapshot } from '../model/snapshot.ts';
import type { Store } from '../store/store.ts';
import { columnsOf } from './columns.ts';
import type { Effects, Report } from './effects.ts';
import { openCure } from './flows/cure.ts';
import { openKill } from './flows/kill.ts';
import { openLimit } from './flows/limit.ts';
import { openRecycle } from './flows/recycle.ts';
import { openRestart } from './flows/restart.ts';
import { run, say } from './flows/run.ts';
import { type Command, findCommand, type KeyBinding, PAGE_KEYS, tableKeys } from './keys.ts';
import { nearestProcess, selectedIndex, selectedProcess, sortColumn, tableRows } from './rows.ts';

export interface Controller {
  store: Store;
  effects: Effects;
  readOnly: boolean;
  /** From so many fds on a process leaks. */
  leak: number;
  /** Rows of the table on the screen now. */
  pageSize: () => number;
  quit: (exitCode: number) => void;
  /** Ctrl-Z: stop, and come back with fg. */
  suspend: () => void;
  /** Gives the terminal to something else, and takes it back when that is done. */
  withTerminal: (use: () => Promise<void>) => Promise<void>;
}

/** Exit code after Ctrl-C, as the shell has it. */
export const INTERRUPTED = 130;

const INTERVALS = [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];

/**
 * A key, wherever it belongs now: on the table, in its dialog, in its filter line, or on a screen over it. Keys typed
 * faster than the screen is drawn come in one go, and each may change where the next belongs. (Scrolling is left to the
 * screens themselves.)
 */
export function pressKey(controller: Controller, name: string): void {
  const { store } = controller;
  const state = store.getState();
  if (name === 'ctrl-c') controller.quit(INTERRUPTED);
  else if (name === 'ctrl-z') controller.suspend();
  else if (state.screen.name !== 'table') pressOnPage(controller, name);
  else if (state.dialog) pressInDialog(controller, name);
  else if (state.editingFilter) pressInFilter(store, name);
  else pressCommand(controller, name);
}

function pressOnPage({ store, quit }: Controller, name: string): void {
  const command = findCommand(PAGE_KEYS, name, false);
  if (command === 'back') store.dispatch({ type: 'screen', screen: { name: 'table' } });
  else if (command === 'quit') quit(0);
}

function pressInDialog({ store }: Controller, name: string): void {
  const dialog = store.getState().dialog!;
  const move = (step: number) => {
    const choice = (dialog.focus + step + dialog.choices.length) % dialog.choices.length;
    store.dispatch({ type: 'focus', choice });
  };
  if (name === 'left' || name === 'up') move(-1);
  else if (name === 'right' || name === 'down' || name === 'tab') move(1);
  else if (name === 'enter') {
    store.dispatch({ type: 'close-dialog' });
    dialog.choices[dialog.focus]?.run?.();
  } else if (name === 'esc' || name === 'q') store.dispatch({ type: 'close-dialog' });
}

function pressInFilter(store: Store, name: string): void {
  const { filter } = store.getState();
  if (name === 'enter') store.dispatch({ type: 'edit-filter', on: false });
  else if (name === 'esc') {
    store.dispatch({ type: 'filter', text: '' });
    store.dispatch({ type: 'edit-filter', on: false });
  } else if (name === 'backspace') store.dispatch({ type: 'filter', text: [...filter].slice(0, -1).join('') });
  else if (name === 'ctrl-u') store.dispatch({ type: 'filter', text: '' });
  else if ([...name].length === 1) store.dispatch({ type: 'filter', text: filter + name });
}

function pressCommand(controller: Controller, name: string): void {
  const { store, readOnly } = controller;
  const { shown, filter } = store.getState();
  const empty = shown !== null && filter === '' && tableRows(store.getState()).length === 0;
  const keys = tableKeys(controller.effects.replay !== null);
  const bindings: readonly KeyBinding[] = empty ? [...NOTHING_KEYS, ...keys] : keys;
  const command = findCommand(bindings, name, readOnly);
  if (command && !isElsewhere(controller, command)) COMMANDS[command](controller);
}

/** On a screen of other hosts a key that needs the process itself only tells what to type. */
function isElsewhere(controller: Controller, command: Command): boolean {
  const { store, effects } = controller;
  const state = store.getState();
  const text = effects.remote?.(command, selectedProcess(state), state.shown) ?? null;
  if (text !== null) say(controller, text, 'note');
  return text !== null;
}

const NOTHING_KEYS: readonly KeyBinding[] = [{ keys: ['enter'], command: 'demo', help: 'watch a demo service leak' }];

const COMMANDS: Record<Command, (controller: Controller) => void> = {
  up: controller => move(controller, -1),
  down: controller => move(controller, 1),
  'page-up': controller => move(controller, -Math.max(1, controller.pageSize() - 1)),
  'page-down': controller => move(controller, Math.max(1, controller.pageSize() - 1)),
  first: controller => move(controller, Number.NEGATIVE_INFINITY),
  last: controller => move(controller, Number.POSITIVE_INFINITY),
  kill: openKill,
  recycle: openRecycle,
  restart: controller => void openRestart(controller, 'restart'),
  reload: controller => void openRestart(controller, 'reload'),
  limit: openLimit,
  cure: controller => void openCure(controller),
  tag: controller => {
    const target = selectedProcess(controller.store.getState());
    if (target) controller.store.dispatch({ type: 'tag', key: processKey(target) });
    move(controller, 1);
  },
  untag: ({ store }) => store.dispatch({ type: 'untag-all' }),
  types: ({ store }) => {
    const target = selectedProcess(store.getState());
    if (target) store.dispatch({ type: 'screen', screen: { name: 'types', target } });
  },
  origin: controller => openReport(controller, 'origin'),
  diagnose: controller => openReport(controller, 'diagnosis'),
  'sort-left': ({ store }) => sortBeside(store, -1),
  'sort-right': ({ store }) => sortBeside(store, 1),
  invert: ({ store }) => {
    const { column, descending } = store.getState().sort;
    store.dispatch({ type: 'sort', column, descending: !descending });
  },
  filter: ({ store }) => store.dispatch({ type: 'edit-filter', on: true }),
  pause: ({ store }) => store.dispatch({ type: 'toggle', what: 'paused' }),
  faster: controller => changeInterval(controller, -1),
  slower: controller => changeInterval(controller, 1),
  all: ({ store, effects }) => {
    store.dispatch({ type: 'toggle', what: 'all' });
    effects.setAll(store.getState().all);
  },
  group: ({ store }) => store.dispatch({ type: 'toggle', what: 'grouped' }),
  demo: startDemo,
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
};

function move({ store }: Controller, step: number): void {
  const rows = tableRows(store.getState());
  const from = selectedIndex(rows, store.getState());
  const to = nearestProcess(rows, from + step, step < 0 ? -1 : 1);
  const row = rows[to];
  if (row?.type === 'process')
    store.dispatch({ type: 'select', key: processKey(row.process), index: to, instance: row.process.instance });
}

function sortBeside(store: Store, step: number): void {
  const columns = columnsOf(store.getState().shown?.fleet !== undefined);
  const at = columns.indexOf(sortColumn(store.getState().sort.column));
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

function openReport({ store }: Controller, what: Report): void {
  const target = selectedProcess(store.getState());
  if (target) store.dispatch({ type: 'screen', screen: { name: 'report', what, target } });
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
      message: { tone: 'bad', text: 'no further alert until the end of the recording' },
    });
  store.dispatch({ type: 'toggle', what: 'paused' });
}

function startDemo(controller: Controller): void {
  const { store, effects } = controller;
  const { startDemo: start } = effects;
  if (!start || store.getState().message?.tone === 'progress') return;
  void run(controller, [], async progress => {
    progress('starting the demo service');
    return { ok: true, text: await start() };
  });
}
