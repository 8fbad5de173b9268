import type { Store } from '../store/store.ts';
import { readDraft } from './filter-draft.ts';

/** A key in the filter line. What can be read is on at once; while it cannot, the filter before it stays. */
export function pressInFilter(store: Store, name: string): void {
  const { draft } = store.getState();
  if (name === 'enter') keep(store, draft);
  else if (name === 'esc') {
    store.dispatch({ type: 'filter', text: '' });
    store.dispatch({ type: 'edit-filter', on: false });
  } else if (name === 'backspace') edit(store, [...draft].slice(0, -1).join(''));
  else if (name === 'ctrl-u') edit(store, '');
  else if (isCharacter(name)) typeInFilter(store, name);
}

/** Whether a key is one that writes itself. */
export function isCharacter(name: string): boolean {
  return [...name].length === 1;
}

/** All of it at once: a filter is read anew each time that it changes, and a long text has many characters. */
export function typeInFilter(store: Store, text: string): void {
  edit(store, store.getState().draft + text);
}

function edit(store: Store, draft: string): void {
  store.dispatch({ type: 'edit-filter', on: true, draft });
  if (readDraft(draft).state === 'fine') store.dispatch({ type: 'filter', text: draft });
}

/** The line stays open with what is wrong in it. */
function keep(store: Store, draft: string): void {
  const { state } = readDraft(draft);
  if (state === 'wrong' || state === 'unfinished') return;
  store.dispatch({ type: 'filter', text: draft });
  store.dispatch({ type: 'edit-filter', on: false });
}
