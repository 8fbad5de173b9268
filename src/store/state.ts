import type { ProcessSample, Snapshot } from '../model/snapshot.ts';

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
  choices: Choice[];
  focus: number;
  /** The process that it is about: the dialog says when it dies. */
  targetKey: string | null;
}

export type Screen =
  | { name: 'table' }
  | { name: 'help' }
  | { name: 'types'; target: ProcessSample }
  | { name: 'report'; what: 'diagnosis' | 'origin'; target: ProcessSample };

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
  sort: { column: string; descending: boolean };
  grouped: boolean;
  filter: string;
  /** The filter line has the keys. */
  editingFilter: boolean;
  paused: boolean;
  intervalSeconds: number;
  all: boolean;
  /** processKeys of the rows marked with Space. */
  tagged: ReadonlySet<string>;
}

export function initialState(options: { intervalSeconds: number; all: boolean }): State {
  return {
    latest: null,
    shown: null,
    screen: { name: 'table' },
    dialog: null,
    message: null,
    selected: null,
    selectedIndex: 0,
    selectedInstance: null,
    sort: { column: 'fds', descending: true },
    grouped: true,
    filter: '',
    editingFilter: false,
    paused: false,
    tagged: new Set(),
    ...options,
  };
}
