import { words } from '../words/words.ts';
import { type KeyBinding, named } from './keys.ts';

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
export const COLUMN_KEYS: readonly KeyBinding<ColumnCommand>[] = named(
  [
    { keys: [' ', 'enter'], command: 'toggle' },
    { keys: ['left', '<', ','], command: 'left' },
    { keys: ['right', '>', '.'], command: 'right' },
    { keys: ['s'], command: 'save' },
    { keys: ['d'], command: 'default' },
    { keys: ['esc', 'C', 'f2'], command: 'back' },
    { keys: ['q', 'f10'], command: 'quit' },
    { keys: ['up', 'k'], command: 'up' },
    { keys: ['down', 'j'], command: 'down' },
    { keys: ['home'], command: 'first' },
    { keys: ['end'], command: 'last' },
  ],
  () => words().columnKeys,
);
