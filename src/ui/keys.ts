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
  | 'demo'
  | 'next'
  | 'next-alert'
  | 'help'
  | 'back'
  | 'quit'
  | 'interrupt'
  | 'suspend';

export interface KeyBinding {
  /** Names as keyName gives them. */
  keys: readonly string[];
  command: Command;
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
    help: 'show only rows with these words; Enter keeps the filter, Esc clears it',
  },
  { keys: ['?', 'h', 'f1'], command: 'help', label: 'help', help: 'this page' },
  { keys: ['q', 'f10'], command: 'quit', label: 'quit', help: 'leave fdtop' },
  { keys: ['l'], command: 'limit', label: 'limit', help: 'raise the live limit of the service', acts: true },
  { keys: ['c'], command: 'cure', label: 'cure', help: 'the permanent fix of the unit, shown as a diff', acts: true },
  { keys: ['p'], command: 'pause', label: 'pause', help: 'stop the screen, and go on; fdtop keeps counting' },
  { keys: ['<', ','], command: 'sort-left', label: 'sort', help: 'sort by the column to the left' },
  { keys: ['>', '.'], command: 'sort-right', help: 'sort by the column to the right' },
  { keys: ['I'], command: 'invert', label: 'invert', help: 'sort the other way round' },
  { keys: ['a'], command: 'all', label: 'all', help: 'every process, or Gunicorn only' },
  { keys: ['g'], command: 'group', label: 'group', help: 'group by instance, or one flat list' },
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
];

/** Besides, on a recording: p stops it, + and - change its speed. */
export const REPLAY_KEYS: readonly KeyBinding[] = [
  { keys: ['n', 'right'], command: 'next', label: 'next', help: 'one snapshot on, and stop there' },
  { keys: ['A'], command: 'next-alert', label: 'alert', help: 'on to where the next process leaks, and stop there' },
];

/** Those of the table as it is shown now. */
export function tableKeys(isReplay: boolean): readonly KeyBinding[] {
  return isReplay ? [...REPLAY_KEYS, ...TABLE_KEYS] : TABLE_KEYS;
}

/** Keys of every screen that lies over the table. */
export const PAGE_KEYS: readonly KeyBinding[] = [
  { keys: ['up'], command: 'up', help: 'scroll up' },
  { keys: ['down'], command: 'down', help: 'scroll down' },
  { keys: ['page-up'], command: 'page-up', help: 'one page up' },
  { keys: ['page-down', ' '], command: 'page-down', help: 'one page down' },
  { keys: ['home'], command: 'first', help: 'to the top' },
  { keys: ['end'], command: 'last', help: 'to the end' },
  { keys: ['esc', 'left', '?', 't', 'h', 'f1'], command: 'back', label: 'back', help: 'back to the table' },
  { keys: ['q', 'f10'], command: 'quit', label: 'quit', help: 'leave fdtop' },
  { keys: ['ctrl-c'], command: 'interrupt', help: 'leave fdtop, with exit code 130' },
  { keys: ['ctrl-z'], command: 'suspend', help: 'stop fdtop and return to the shell' },
];

/** What a key is called on the screen. */
export function keyTitle(name: string): string {
  const titles: Record<string, string> = {
    ' ': 'Space',
    up: '↑',
    down: '↓',
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

export function findCommand(bindings: readonly KeyBinding[], name: string, readOnly: boolean): Command | null {
  const binding = bindings.find(({ keys }) => keys.includes(name));
  return binding && !(binding.acts && readOnly) ? binding.command : null;
}

/**
 * The names of the keys in one event of Ink. What is typed or pasted faster than it is read arrives as one string:
 * it is taken apart, so that no key is lost.
 */
export function keyNames(input: string, key: Key): string[] {
  if (key.eventType === 'release') return [];
  const special = SPECIAL_KEYS.find(([property]) => key[property]);
  if (special) return [special[1]];
  if (key.ctrl) return input ? [`ctrl-${input}`] : [];
  // Esc and another key typed fast arrive as that key with Alt, for which fdtop has no use.
  const before = key.meta ? ['esc'] : [];
  return [...before, ...[...input].map(character => CONTROL_CHARACTERS[character] ?? character)];
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
  '\x03': 'ctrl-c',
};
