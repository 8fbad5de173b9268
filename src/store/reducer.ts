import type { Snapshot } from '../model/snapshot.ts';
import type { Dialog, Message, Screen, State } from './state.ts';

export type Action =
  | { type: 'tick'; snapshot: Snapshot }
  | { type: 'select'; key: string; index: number; instance: string | null }
  | { type: 'sort'; column: string; descending: boolean }
  | { type: 'toggle'; what: 'grouped' | 'paused' | 'all' }
  | { type: 'interval'; seconds: number }
  | { type: 'filter'; text: string }
  | { type: 'edit-filter'; on: boolean }
  | { type: 'open-dialog'; dialog: Dialog }
  | { type: 'focus'; choice: number }
  | { type: 'close-dialog' }
  | { type: 'screen'; screen: Screen }
  | { type: 'message'; message: Message | null };

/** The only way that the state changes. Pure. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'tick':
      return withShown({ ...state, latest: action.snapshot });
    case 'select':
      return { ...state, selected: action.key, selectedIndex: action.index, selectedInstance: action.instance };
    case 'sort':
      return { ...state, sort: { column: action.column, descending: action.descending } };
    case 'toggle':
      return withShown({ ...state, [action.what]: !state[action.what] });
    case 'interval':
      return { ...state, intervalSeconds: action.seconds };
    case 'filter':
      return { ...state, filter: action.text };
    case 'edit-filter':
      return { ...state, editingFilter: action.on };
    case 'open-dialog':
      return { ...state, dialog: action.dialog };
    case 'focus':
      return { ...state, dialog: state.dialog && { ...state.dialog, focus: action.choice } };
    case 'close-dialog':
      return withShown({ ...state, dialog: null });
    case 'screen':
      return { ...state, screen: action.screen };
    case 'message': {
      const { message } = action;
      const same = message?.text === state.message?.text && message?.tone === state.message?.tone;
      return same ? state : { ...state, message };
    }
  }
}

/** Rows must not move under a dialog, nor while the user has paused: what is shown then stays. */
function withShown(state: State): State {
  const still = state.paused || state.dialog !== null;
  return still && state.shown ? state : { ...state, shown: state.latest };
}
