import type { SessionEvent } from '../model/session-event.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';

export interface Choice {
  label: string;
  /** What it does once it is confirmed; null is Cancel. */
  run: (() => void) | null;
}

export interface Dialog {
  title: string;
  lines: string[];
  /** What was found out since it was opened, or is being found out; below the lines. */
  note?: Message;
  /** `c`: a check that waits to be asked for. */
  onCheck?: () => void;
  choices: Choice[];
  focus: number;
  /** processKeys of those that it is about: the dialog says when one of them dies. */
  targetKeys: readonly string[];
}

/** `under` is the screen that Esc leads back to; the table when absent. */
export type Screen =
  | { name: 'table' }
  | { name: 'help'; under?: Screen }
  | { name: 'events' }
  /** All columns in their order, on or off, and the id of the one that the keys are meant for. */
  | { name: 'columns'; order: readonly string[]; at: string }
  | { name: 'types'; target: ProcessSample; under?: Screen }
  | { name: 'report'; what: 'diagnosis' | 'origin'; target: ProcessSample; under?: Screen }
  | { name: 'details'; target: ProcessSample }
  | { name: 'instance'; instance: Instance };

/** How the rows are put together. */
export const VIEWS = ['group', 'flat', 'tree'] as const;
export type View = (typeof VIEWS)[number];

/** What charts can show: so many seconds up to now. */
export const CHART_SECONDS = [60, 600, 3600] as const;
export type ChartSeconds = (typeof CHART_SECONDS)[number];

/** What an action or fdtop itself has to say, in place of the words about the selected row. */
export interface Message {
  tone: 'progress' | 'good' | 'bad' | 'note';
  text: string;
}

export interface State {
  /** The newest snapshot. */
  latest: Snapshot | null;
  /** The one on the screen: it stands still while paused or while a dialog is open. */
  shown: Snapshot | null;
  screen: Screen;
  dialog: Dialog | null;
  message: Message | null;
  /** processKey of the selected row, and where it was when it was selected. */
  selected: string | null;
  selectedIndex: number;
  /** Its instance: when the process goes, the selection stays there. */
  selectedInstance: string | null;
  /** A key was pressed while there was a selection: it is the user's from then on. */
  isOwnSelection: boolean;
  sort: { column: string; descending: boolean };
  view: View;
  /** The one that is on: always one that can be read. */
  filter: string;
  /** The filter line has the keys, and what stands in it, which may not be complete. */
  editingFilter: boolean;
  draft: string;
  /** Ids of the columns, in their order; null: those that fdtop shows by itself. */
  columns: readonly string[] | null;
  paused: boolean;
  intervalSeconds: number;
  all: boolean;
  /** processKeys of the rows marked with Space. */
  tagged: ReadonlySet<string>;
  chart: { seconds: ChartSeconds /** Not from 0, but as the counts fill it. */; fits: boolean };
  /** What happened since the start, oldest first; the oldest of too many are forgotten. */
  events: readonly SessionEvent[];
}

export function initialState(
  options: Pick<State, 'intervalSeconds' | 'all'> & Partial<Pick<State, 'filter' | 'columns'>>,
): State {
  return {
    latest: null,
    shown: null,
    screen: { name: 'table' },
    dialog: null,
    message: null,
    selected: null,
    selectedIndex: 0,
    selectedInstance: null,
    isOwnSelection: false,
    sort: { column: 'fds', descending: true },
    view: 'group',
    filter: '',
    editingFilter: false,
    draft: '',
    columns: null,
    paused: false,
    tagged: new Set(),
    chart: { seconds: 600, fits: false },
    events: [],
    ...options,
  };
}
