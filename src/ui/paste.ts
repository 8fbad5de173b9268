import { words } from '../words/words.ts';
import type { Controller } from './controller.ts';
import { say } from './flows/run.ts';
import { typeInFilter } from './press-filter.ts';

/**
 * Text from the clipboard is no row of keys: a `k` in it kills nothing. It may be a filter, without the characters that would
 * end that. Terminals that mark what is pasted (bracketed paste) are asked to.
 */
export function pasteText(controller: Controller, text: string): void {
  const { screen, dialog, editingFilter } = controller.store.getState();
  if (screen.name !== 'table' || dialog) return;
  if (editingFilter) typeInFilter(controller.store, oneLine(text));
  else say(controller, words().table.pasted);
}

/** Without what would break the line that it is shown on, or what a terminal would obey. */
export function oneLine(text: string): string {
  return text.trim().replace(/[\s\p{Cc}]+/gu, ' ');
}
