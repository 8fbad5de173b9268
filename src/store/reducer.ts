import type { SessionEvent } from '../model/session-event.ts';
import { processKey, type Snapshot } from '../model/snapshot.ts';
import type { ChartSeconds, Dialog, Message, Screen, State, View } from './state.ts';

export type Action =
  | { type: 'tick'; snapshot: Snapshot }
  | { type: 'select'; key: string; index: number; instance: string | null }
  | { type: 'key' }
  | { type: 'sort'; column: string; descending: boolean }
  | { type: 'toggle'; what: 'paused' | 'all' }
  | { type: 'interval'; seconds: number }
  | { type: 'view'; view: View }
  | { type: 'columns'; columns: readonly string[] | null }
  /** `text` must be a filter that can be read. */
  | { type: 'filter'; text: string }
  | { type: 'edit-filter'; on: boolean; draft?: string }
  | { type: 'open-dialog'; dialog: Dialog }
  /** Says something more in the dialog that was opened so titled, if that is still open. */
  | { type: 'note'; title: string; note: Message; onCheck?: () => void }
  | { type: 'tag'; key: string }
  | { type: 'untag-all' }
  | { type: 'focus'; choice: number }
  | { type: 'close-dialog' }
  | { type: 'screen'; screen: Screen }
  | { type: 'message'; message: Message | null }
  | { type: 'chart'; seconds?: ChartSeconds; fits?: boolean }
  | { type: 'happened'; events: readonly SessionEvent[] };

/** The log of the session goes back so far, and no further. */
export const MOST_EVENTS = 1000;

/** The only way that the state changes. Pure. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'tick':
      return withShown({ ...state, latest: action.snapshot, tagged: stillThere(state.tagged, action.snapshot) });
    case 'select':
      return { ...state, selected: action.key, selectedIndex: action.index, selectedInstance: action.instance };
    case 'key':
      return state.isOwnSelection || state.selected === null ? state : { ...state, isOwnSelection: true };
    case 'sort':
      return { ...state, sort: { column: action.column, descending: action.descending } };
    case 'toggle':
      return withShown({ ...state, [action.what]: !state[action.what] });
    case 'view':
      return { ...state, view: action.view };
    case 'columns':
      return { ...state, columns: action.columns };
    case 'interval':
      return { ...state, intervalSeconds: action.seconds };
    case 'filter':
      return { ...state, filter: action.text };
    case 'edit-filter':
      return { ...state, editingFilter: action.on, draft: action.draft ?? '' };
    case 'open-dialog':
      return { ...state, dialog: action.dialog };
    case 'note':
      return state.dialog?.title === action.title
        ? { ...state, dialog: { ...state.dialog, note: action.note, onCheck: action.onCheck } }
        : state;
    case 'tag':
      return { ...state, tagged: toggled(state.tagged, action.key) };
    case 'untag-all':
      return { ...state, tagged: new Set() };
    case 'focus':
      return { ...state, dialog: state.dialog && { ...state.dialog, focus: action.choice } };
    case 'close-dialog':
      return withShown({ ...state, dialog: null });
    case 'screen':
      return { ...state, screen: action.screen };
    case 'chart': {
      const { seconds, fits } = { ...state.chart, ...action };
      return { ...state, chart: { seconds, fits } };
    }
    case 'happened':
      return { ...state, events: [...state.events, ...action.events].slice(-MOST_EVENTS) };
    case 'message': {
      const { message } = action;
      const same = message?.text === state.message?.text && message?.tone === state.message?.tone;
      return same ? state : { ...state, message };
    }
  }
}

function toggled(tagged: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(tagged);
  if (!next.delete(key)) next.add(key);
  return next;
}

function stillThere(tagged: ReadonlySet<string>, { processes }: Snapshot): ReadonlySet<string> {
  if (tagged.size === 0) return tagged;
  return new Set(processes.map(processKey).filter(key => tagged.has(key)));
}

/** Rows must not move under a dialog, nor while the user has paused: what is shown then stays. */
export function isStill({ paused, dialog }: State): boolean {
  return paused || dialog !== null;
}

function withShown(state: State): State {
  return isStill(state) && state.shown ? state : { ...state, shown: state.latest };
}
