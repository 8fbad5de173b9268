import type { KeyBinding } from './keys.ts';

export type ColumnCommand =
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'toggle'
  | 'left'
  | 'right'
  | 'default'
  | 'save'
  | 'back'
  | 'quit';

/** Keys of the screen on which columns are chosen. */
export const COLUMN_KEYS: readonly KeyBinding<ColumnCommand>[] = [
  { keys: [' ', 'enter'], command: 'toggle', label: 'on/off', help: 'show the column, or take it off' },
  { keys: ['left', '<', ','], command: 'left', label: 'to the left', help: 'move the column to the left' },
  { keys: ['right', '>', '.'], command: 'right', label: 'to the right', help: 'move the column to the right' },
  { keys: ['s'], command: 'save', label: 'save', help: 'write the choice into config.toml' },
  { keys: ['d'], command: 'default', label: 'default', help: 'as fdtop shows them by itself' },
  { keys: ['esc', 'C', 'f2'], command: 'back', label: 'back', help: 'back to the table' },
  { keys: ['q', 'f10'], command: 'quit', label: 'quit', help: 'leave fdtop' },
  { keys: ['up', 'k'], command: 'up', help: 'the column before' },
  { keys: ['down', 'j'], command: 'down', help: 'the column behind' },
  { keys: ['home'], command: 'first', help: 'the first column' },
  { keys: ['end'], command: 'last', help: 'the last column' },
];
