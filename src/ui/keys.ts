import type { Key } from 'ink';
import { words } from '../words/words.ts';

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

/** The keys with what they are called, in src/words: asked for when it is shown, as the language is chosen later than this. */
export function named<Name extends string>(
  keys: readonly Omit<KeyBinding<Name>, 'label' | 'help'>[],
  texts: () => Readonly<Record<NoInfer<Name>, { label?: string; help: string }>>,
): readonly KeyBinding<Name>[] {
  return keys.map(key => ({
    ...key,
    get label() {
      return texts()[key.command].label;
    },
    get help() {
      return texts()[key.command].help;
    },
  }));
}

/** THE table of keys of the main screen, in the order of their importance: the footer, the help screen and README come from it. */
export const TABLE_KEYS: readonly KeyBinding[] = named(
  [
    {
      keys: ['k'],
      command: 'kill',
      acts: true,
    },
    {
      keys: ['K'],
      command: 'recycle',
      acts: true,
    },
    {
      keys: ['r'],
      command: 'restart',
      acts: true,
    },
    {
      keys: ['R'],
      command: 'reload',
      acts: true,
    },
    { keys: ['t'], command: 'types' },
    { keys: ['o'], command: 'origin' },
    {
      keys: ['d'],
      command: 'diagnose',
    },
    { keys: [' '], command: 'tag' },
    { keys: ['U'], command: 'untag' },
    {
      keys: ['/'],
      command: 'filter',
    },
    { keys: ['?', 'h', 'f1'], command: 'help' },
    { keys: ['q', 'f10'], command: 'quit' },
    {
      keys: ['enter'],
      command: 'details',
    },
    {
      keys: ['e'],
      command: 'events',
    },
    { keys: ['l'], command: 'limit', acts: true },
    { keys: ['c'], command: 'cure', acts: true },
    { keys: ['p'], command: 'pause' },
    { keys: ['<', ','], command: 'sort-left' },
    { keys: ['>', '.'], command: 'sort-right' },
    { keys: ['I'], command: 'invert' },
    { keys: ['a'], command: 'all' },
    {
      keys: ['g'],
      command: 'group',
    },
    { keys: ['C', 'f2'], command: 'columns' },
    { keys: ['+', '='], command: 'slower' },
    { keys: ['-'], command: 'faster' },
    { keys: ['up'], command: 'up' },
    { keys: ['down'], command: 'down' },
    { keys: ['page-up'], command: 'page-up' },
    { keys: ['page-down'], command: 'page-down' },
    { keys: ['home'], command: 'first' },
    { keys: ['end'], command: 'last' },
    { keys: ['esc'], command: 'back' },
    { keys: ['ctrl-c'], command: 'interrupt' },
    { keys: ['ctrl-z'], command: 'suspend' },
    { keys: ['ctrl-l'], command: 'redraw' },
  ],
  () => words().tableKeys,
);

/** Besides, on a recording: p stops it, + and - change its speed. */
export const REPLAY_KEYS: readonly KeyBinding[] = named(
  [
    { keys: ['n', 'right'], command: 'next' },
    { keys: ['A'], command: 'next-alert' },
  ],
  () => words().replayKeys,
);

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
export const PAGE_KEYS: readonly KeyBinding[] = named(
  [
    { keys: ['esc', 'left'], command: 'back' },
    { keys: ['q', 'f10'], command: 'quit' },
    { keys: ['up'], command: 'up' },
    { keys: ['down'], command: 'down' },
    { keys: ['page-up'], command: 'page-up' },
    { keys: ['page-down', ' '], command: 'page-down' },
    { keys: ['home'], command: 'first' },
    { keys: ['end'], command: 'last' },
    { keys: ['ctrl-c'], command: 'interrupt' },
    { keys: ['ctrl-z'], command: 'suspend' },
    { keys: ['ctrl-l'], command: 'redraw' },
  ],
  () => words().pageKeys,
);

/** Besides, where a history is shown. */
export const CHART_KEYS: readonly KeyBinding[] = named(
  [
    { keys: ['tab'], command: 'range' },
    {
      keys: ['z'],
      command: 'zoom',
    },
  ],
  () => words().chartKeys,
);

/** Keys of the table that a page about one process, or about an instance, has as well: they belong to what it is about. */
const OF_PROCESS: readonly Command[] = ['kill', 'types', 'origin', 'diagnose', 'restart', 'reload', 'limit', 'cure'];
const OF_INSTANCE: readonly Command[] = ['restart', 'reload', 'limit', 'cure'];

/** The commands of the table that a page takes for what it is about. */
export function tableCommands(screen: string): readonly Command[] {
  return { details: OF_PROCESS, instance: OF_INSTANCE }[screen] ?? [];
}

const [PAGE_HELP] = named([{ keys: ['?', 'h', 'f1'], command: 'help' }], () => words().pageKeys);

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
    ...(screen === 'help' ? [] : [PAGE_HELP!]),
    ...others,
  ];
}

/** The key of the table for a command, as it is called on the screen. */
export function keyOf(command: Command, mode: KeyMode): string {
  return keyTitle(tableKeys(mode).find(binding => binding.command === command)?.keys[0] ?? '');
}

/** What a key is called on the screen. */
export function keyTitle(name: string): string {
  const { space, enter, pageUp, pageDown, home, end } = words().keyTitles;
  const titles: Record<string, string> = {
    ' ': space,
    enter,
    home,
    end,
    up: '↑',
    down: '↓',
    left: '←',
    right: '→',
    esc: 'Esc',
    'page-up': pageUp,
    'page-down': pageDown,
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
