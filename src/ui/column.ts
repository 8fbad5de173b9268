import type { NumberKind, TextField } from '../model/filter/field.ts';
import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import type { Instance, ProcessSample } from '../model/snapshot.ts';
import type { Tone } from './theme.ts';

/** What a cell may need besides its process. */
export interface CellContext {
  width: number;
  histories: ReadonlyMap<string, History>;
  thresholds: Thresholds;
  instance: Instance | null;
}

type Of<Value> = (process: ProcessSample, instance: Instance | null) => Value;

/** How a filter compares it. */
export type ColumnFilter =
  | { kind: NumberKind; aka?: readonly string[]; value: Of<number | null> }
  | (Pick<TextField, 'kind' | 'aka' | 'words' | 'ranks'> & { value: TextField['value'] });

export interface Column {
  id: string;
  title: string;
  width: number;
  /** Takes what is left of the line, up to this. */
  maxWidth?: number;
  align: 'left' | 'right';
  /** Where a text is cut that is too long: at its end, or in the middle, where both ends of it tell something. */
  cut?: 'middle';
  /** Lower ones stay when the line is short. */
  priority: number;
  text: (process: ProcessSample, context: CellContext) => string;
  tone?: (process: ProcessSample) => Tone;
  /** What it sorts by; null sorts last either way. */
  sort: Of<number | string | null>;
  /** Numbers start with the largest. */
  descendingFirst: boolean;
  /** Null: a filter cannot ask for it. */
  filter: ColumnFilter | null;
  /** It is there only where it means something: with many hosts, or with one. Everywhere when absent. */
  only?: 'fleet' | 'host';
  /** Not shown unless it is asked for: never, or only where many hosts are shown. */
  hidden?: 'everywhere' | 'on-one-host';
  /** Known only for the rows around the selection, unless it is asked for by a filter or an order. */
  costs?: true;
  help: string;
}
