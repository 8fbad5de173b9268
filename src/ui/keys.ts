import type { Key } from 'ink';

/** What a key can mean on a screen. The controller gives each its effect. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'kill'
  | 'recycle'
  | 'restart'
  | 'reload'
  | 'limit'
  | 'cure'
  | 'origin'
  | 'diagnose'
  | 'tag'
  | 'untag'
  | 'types'
  | 'sort-left'
  | 'sort-right'
  | 'invert'
  | 'filter'
  | 'pause'
  | 'faster'
  | 'slower'
  | 'all'
  | 'group'
  | 'columns'
  | 'demo'
  | 'details'
  | 'events'
  | 'range'
  | 'zoom'
  | 'next'
  | 'next-alert'
  | 'help'
  | 'back'
  | 'quit'
  | 'interrupt'
  | 'suspend'
  | 'redraw';

export interface KeyBinding<Name extends string = Command> {
  /** Names as keyName gives them. */
  keys: readonly string[];
  command: Name;
  /** Word in the footer; not there when absent. */
  label?: string;
  help: string;
  /** It changes the machine: gone with --read-only. */
  acts?: true;
}

/** THE table of keys of the main screen, in the order of their importance: the footer, the help screen and README come from it. */
export const TABLE_KEYS: readonly KeyBinding[] = [
  {
    keys: ['k'],
    command: 'kill',
    label: 'kill',
    help: 'replace the selected worker: asks first, then watches it go and its successor come',
    acts: true,
  },
  {
    keys: ['K'],
    command: 'recycle',
    help: 'replace the tagged workers, or all that leak, one at a time, each only when the last one serves',
    acts: true,
  },
  {
    keys: ['r'],
    command: 'restart',
    label: 'restart',
    help: 'restart the service of the selected process, or reload it where no manager owns it',
    acts: true,
  },
  {
    keys: ['R'],
    command: 'reload',
    help: 'reload it: new workers for old, one generation after the other; the master and its limits stay',
    acts: true,
  },
  { keys: ['t'], command: 'types', label: 'types', help: 'what the open files of the selected process are' },
  { keys: ['o'], command: 'origin', label: 'origin', help: 'where in its Python source the open files come from' },
  {
    keys: ['d'],
    command: 'diagnose',
    label: 'diagnosis',
    help: 'the whole diagnosis on one page, to paste into a chat',
  },
  { keys: [' '], command: 'tag', help: 'tag the selected worker for K' },
  { keys: ['U'], command: 'untag', help: 'untag all' },
  {
    keys: ['/'],
    command: 'filter',
    label: 'filter',
    help: 'show only rows with these words, or for which this holds: fds>1000 and not role=master',
  },
  { keys: ['?', 'h', 'f1'], command: 'help', label: 'help', help: 'this page' },
  { keys: ['q', 'f10'], command: 'quit', label: 'quit', help: 'leave fdtop' },
  {
    keys: ['enter'],
    command: 'details',
    label: 'details',
    help: 'all about the selected process, or, on a heading, about its instance: history, types, limits, events',
  },
  {
    keys: ['e'],
    command: 'events',
    label: 'events',
    help: 'what happened since fdtop started: workers that came and went, thresholds crossed, actions',
  },
  { keys: ['l'], command: 'limit', label: 'limit', help: 'raise the live limit of the service', acts: true },
  { keys: ['c'], command: 'cure', label: 'cure', help: 'the permanent fix of the unit, shown as a diff', acts: true },
  { keys: ['p'], command: 'pause', label: 'pause', help: 'stop the screen, and go on; fdtop keeps counting' },
  { keys: ['<', ','], command: 'sort-left', label: 'sort', help: 'sort by the column to the left' },
  { keys: ['>', '.'], command: 'sort-right', help: 'sort by the column to the right' },
  { keys: ['I'], command: 'invert', label: 'invert', help: 'sort the other way round' },
  { keys: ['a'], command: 'all', label: 'all', help: 'every process, or Gunicorn only' },
  {
    keys: ['g'],
    command: 'group',
    label: 'group',
    help: 'group by instance, one flat list, or a tree of parents and children',
  },
  { keys: ['C', 'f2'], command: 'columns', label: 'columns', help: 'choose the columns and their order' },
  { keys: ['+', '='], command: 'slower', help: 'refresh less often' },
  { keys: ['-'], command: 'faster', help: 'refresh more often' },
  { keys: ['up'], command: 'up', help: 'select the row above' },
  { keys: ['down'], command: 'down', help: 'select the row below' },
  { keys: ['page-up'], command: 'page-up', help: 'one page up' },
  { keys: ['page-down'], command: 'page-down', help: 'one page down' },
  { keys: ['home'], command: 'first', help: 'first row' },
  { keys: ['end'], command: 'last', help: 'last row' },
  { keys: ['esc'], command: 'back', help: 'clear the filter or the last message' },
  { keys: ['ctrl-c'], command: 'interrupt', help: 'leave fdtop, with exit code 130' },
  { keys: ['ctrl-z'], command: 'suspend', help: 'stop fdtop and return to the shell; fg goes on' },
  { keys: ['ctrl-l'], command: 'redraw', help: 'draw the screen again, when something else has written over it' },
];

/** Besides, on a recording: p stops it, + and - change its speed. */
export const REPLAY_KEYS: readonly KeyBinding[] = [
  { keys: ['n', 'right'], command: 'next', label: 'next', help: 'one snapshot on, and stop there' },
  { keys: ['A'], command: 'next-alert', label: 'alert', help: 'on to where the next process leaks, and stop there' },
];

/** In place of the keys in the tables with --vim. */
const VIM_KEYS: Partial<Record<Command, readonly string[]>> = { kill: ['X'], up: ['up', 'k'], down: ['down', 'j'] };

/** What changes the meaning of keys. */
export interface KeyMode {
  isReplay: boolean;
  vim: boolean;
}

export function keyMode({ effects, vim }: { effects: { replay: unknown }; vim: boolean }): KeyMode {
  return { isReplay: effects.replay !== null, vim };
}

/** Those of the table as it is shown now. */
export function tableKeys({ isReplay, vim }: KeyMode): readonly KeyBinding[] {
  return inMode(isReplay ? [...REPLAY_KEYS, ...TABLE_KEYS] : TABLE_KEYS, vim);
}

function inMode(bindings: readonly KeyBinding[], vim: boolean): readonly KeyBinding[] {
  return vim ? bindings.map(binding => ({ ...binding, keys: VIM_KEYS[binding.command] ?? binding.keys })) : bindings;
}

/** Keys of every screen that lies over the table. */
export const PAGE_KEYS: readonly KeyBinding[] = [
  { keys: ['esc', 'left'], command: 'back', label: 'back', help: 'back to where it was opened' },
  { keys: ['q', 'f10'], command: 'quit', label: 'quit', help: 'leave fdtop' },
  { keys: ['up'], command: 'up', help: 'scroll up' },
  { keys: ['down'], command: 'down', help: 'scroll down' },
  { keys: ['page-up'], command: 'page-up', help: 'one page up' },
  { keys: ['page-down', ' '], command: 'page-down', help: 'one page down' },
  { keys: ['home'], command: 'first', help: 'to the top' },
  { keys: ['end'], command: 'last', help: 'to the end' },
  { keys: ['ctrl-c'], command: 'interrupt', help: 'leave fdtop, with exit code 130' },
  { keys: ['ctrl-z'], command: 'suspend', help: 'stop fdtop and return to the shell' },
  { keys: ['ctrl-l'], command: 'redraw', help: 'draw the screen again' },
];

/** Besides, where a history is shown. */
export const CHART_KEYS: readonly KeyBinding[] = [
  { keys: ['tab'], command: 'range', label: 'range', help: 'the last minute, the last 10 minutes, or the last hour' },
  {
    keys: ['z'],
    command: 'zoom',
    label: 'zoom',
    help: 'the counts as large as they can be drawn, or from 0 to the next threshold',
  },
];

/** Keys of the table that a page about one process, or about an instance, has as well: they belong to what it is about. */
const OF_PROCESS: readonly Command[] = ['kill', 'types', 'origin', 'diagnose', 'restart', 'reload', 'limit', 'cure'];
const OF_INSTANCE: readonly Command[] = ['restart', 'reload', 'limit', 'cure'];

/** The commands of the table that a page takes for what it is about. */
export function tableCommands(screen: string): readonly Command[] {
  return { details: OF_PROCESS, instance: OF_INSTANCE }[screen] ?? [];
}

const PAGE_HELP: KeyBinding = {
  keys: ['?', 'h', 'f1'],
  command: 'help',
  label: 'help',
  help: 'the keys of this page',
};

/** The key that opened a page closes it, too. */
const CLOSING: Record<string, readonly string[]> = { help: ['?', 'h', 'f1'], types: ['t'], events: ['e'] };

/** Those of a screen over the table. */
export function pageKeys(screen: string, mode: KeyMode): readonly KeyBinding[] {
  const [back, ...others] = inMode(PAGE_KEYS, mode.vim);
  const commands = tableCommands(screen);
  return [
    { ...back!, keys: [...back!.keys, ...(CLOSING[screen] ?? [])] },
    ...(commands.length > 0 ? CHART_KEYS : []),
    ...tableKeys(mode).filter(({ command }) => commands.includes(command)),
    ...(screen === 'help' ? [] : [PAGE_HELP]),
    ...others,
  ];
}

/** The key of the table for a command, as it is called on the screen. */
export function keyOf(command: Command, mode: KeyMode): string {
  return keyTitle(tableKeys(mode).find(binding => binding.command === command)?.keys[0] ?? '');
}

/** What a key is called on the screen. */
export function keyTitle(name: string): string {
  const titles: Record<string, string> = {
    ' ': 'Space',
    up: '↑',
    down: '↓',
    left: '←',
    right: '→',
    esc: 'Esc',
    'page-up': 'PgUp',
    'page-down': 'PgDn',
  };
  const title = titles[name];
  if (title) return title;
  return name.length > 1
    ? name
        .replace(/^ctrl-(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`)
        .replace(/^[a-z]/, letter => letter.toUpperCase())
    : name;
}

export function findCommand<Name extends string>(
  bindings: readonly KeyBinding<Name>[],
  name: string,
  readOnly: boolean,
): Name | null {
  const binding = bindings.find(({ keys }) => keys.includes(name));
  return binding && !(binding.acts && readOnly) ? binding.command : null;
}

/**
 * The names of the keys in one event of Ink. What is typed or pasted faster than it is read arrives as one string:
 * it is taken apart, so that no key is lost.
 */
export function keyNames(input: string, key: Key): string[] {
  if (key.eventType === 'release') return [];
  // Esc and another key typed fast arrive as that key with Alt, for which fdtop has no use.
  const before = key.meta ? ['esc'] : [];
  const special = SPECIAL_KEYS.find(([property]) => key[property]);
  if (special) return [...before, special[1]];
  if (key.ctrl) return input ? [...before, `ctrl-${input}`] : [];
  return [...before, ...[...input].map(nameOf)];
}

/** Of a character in a row of them, where Ink does not tell what was held down. */
function nameOf(character: string): string {
  const letter = String.fromCharCode(character.charCodeAt(0) + 0x60);
  return CONTROL_CHARACTERS[character] ?? (/[a-z]/.test(letter) ? `ctrl-${letter}` : character);
}

const SPECIAL_KEYS: readonly [keyof Key, string][] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

const CONTROL_CHARACTERS: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\x1b': 'esc',
};
