import type { Outcome } from '../actions/outcome.ts';
import type { RestartPlan } from '../actions/restart-plan.ts';
import { processKey } from '../model/snapshot.ts';
import type { Store } from '../store/store.ts';
import { COLUMNS } from './columns.ts';
import { killDialog, restartDialog } from './dialogs.ts';
import type { Effects } from './effects.ts';
import { type Command, findCommand, type KeyBinding, PAGE_KEYS, TABLE_KEYS } from './keys.ts';
import { instanceOf, nearestProcess, selectedIndex, sortColumn, tableRows } from './rows.ts';

export interface Controller {
  store: Store;
  effects: Effects;
  readOnly: boolean;
  /** Rows of the table on the screen now. */
  pageSize: () => number;
  quit: (exitCode: number) => void;
  /** Ctrl-Z: stop, and come back with fg. */
  suspend: () => void;
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
  const bindings: readonly KeyBinding[] = empty ? [...NOTHING_KEYS, ...TABLE_KEYS] : TABLE_KEYS;
  const command = findCommand(bindings, name, readOnly);
  if (command) COMMANDS[command](controller);
}

const NOTHING_KEYS: readonly KeyBinding[] = [{ keys: ['enter'], command: 'demo', help: 'watch a demo service leak' }];

const COMMANDS: Record<Command, (controller: Controller) => void> = {
  up: controller => move(controller, -1),
  down: controller => move(controller, 1),
  'page-up': controller => move(controller, -Math.max(1, controller.pageSize() - 1)),
  'page-down': controller => move(controller, Math.max(1, controller.pageSize() - 1)),
  first: controller => move(controller, Number.NEGATIVE_INFINITY),
  last: controller => move(controller, Number.POSITIVE_INFINITY),
  kill: openKillDialog,
  restart: openRestartDialog,
  types: ({ store }) => {
    const target = selection(store);
    if (target) store.dispatch({ type: 'screen', screen: { name: 'types', target } });
  },
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

function selection(store: Store) {
  const rows = tableRows(store.getState());
  const row = rows[selectedIndex(rows, store.getState())];
  return row?.type === 'process' ? row.process : null;
}

function sortBeside(store: Store, step: number): void {
  const at = COLUMNS.indexOf(sortColumn(store.getState().sort.column));
  const column = COLUMNS[(at + step + COLUMNS.length) % COLUMNS.length]!;
  store.dispatch({ type: 'sort', column: column.id, descending: column.descendingFirst });
}

function changeInterval({ store, effects }: Controller, step: number): void {
  const now = store.getState().intervalSeconds;
  const next = step < 0 ? INTERVALS.filter(seconds => seconds < now).at(-1) : INTERVALS.find(seconds => seconds > now);
  if (next === undefined) return;
  store.dispatch({ type: 'interval', seconds: next });
  effects.setInterval(next);
}

function openKillDialog(controller: Controller): void {
  const { store, effects } = controller;
  const target = selection(store);
  const snapshot = store.getState().shown;
  if (!target || !snapshot) return;
  const kill = (signal: 'SIGTERM' | 'SIGKILL') =>
    run(store, progress => effects.kill(target, snapshot, signal, progress));
  const dialog = killDialog(target, instanceOf(snapshot, target), kill);
  store.dispatch({ type: 'open-dialog', dialog });
}

async function openRestartDialog({ store, effects }: Controller): Promise<void> {
  const target = selection(store);
  const snapshot = store.getState().shown;
  const instance = target && snapshot && instanceOf(snapshot, target);
  const master = snapshot?.processes.find(({ pid, instance: id }) => pid === instance?.masterPid && id === instance.id);
  if (!target || !snapshot) return;
  if (!instance || !master) {
    const text = `${target.pid} belongs to no service that can be restarted${instance ? ': its master is gone' : ''}`;
    store.dispatch({ type: 'message', message: { tone: 'bad', text } });
    return;
  }
  let plan: RestartPlan;
  try {
    plan = await effects.planRestart(master.pid, instance.gunicorn);
  } catch (error) {
    store.dispatch({ type: 'message', message: { tone: 'bad', text: (error as Error).message } });
    return;
  }
  // Meanwhile something else may have been opened: this would take its place under the fingers, or lie behind it.
  const now = store.getState();
  if (now.dialog || now.editingFilter || now.screen.name !== 'table') return;
  if (plan.method === 'none') {
    const text = `${master.pid} cannot be restarted: ${plan.why}`;
    store.dispatch({ type: 'message', message: { tone: 'bad', text } });
    return;
  }
  const chosen = plan;
  const restart = () => run(store, progress => effects.restart(chosen, instance, snapshot, progress));
  const others = snapshot.instances.filter(
    other => other !== instance && other.unit !== null && other.unit === instance.unit,
  );
  const dialog = restartDialog({ instance, master, plan: chosen, others }, restart);
  store.dispatch({ type: 'open-dialog', dialog });
}

/** The action that was started last: only it tells its progress, so that two at once do not talk over each other. */
let latestAction = 0;

/** Shows what an action says while it runs, and its outcome. */
async function run(store: Store, action: (progress: (text: string) => void) => Promise<Outcome>): Promise<void> {
  latestAction += 1;
  const id = latestAction;
  const show = (tone: 'progress' | 'good' | 'bad', text: string) =>
    store.dispatch({ type: 'message', message: { tone, text } });
  try {
    const { ok, text } = await action(text => {
      if (id === latestAction) show('progress', text);
    });
    show(ok ? 'good' : 'bad', text);
  } catch (error) {
    show('bad', (error as Error).message);
  }
}

function startDemo({ store, effects }: Controller): void {
  const { startDemo: start } = effects;
  if (!start || store.getState().message?.tone === 'progress') return;
  void run(store, async progress => {
    progress('starting the demo service');
    return { ok: true, text: await start() };
  });
}
