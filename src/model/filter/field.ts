import type { Instance, ProcessSample } from '../snapshot.ts';

/** What a number of a field counts: it decides which units may follow it. */
export type NumberKind = 'count' | 'rate' | 'percent' | 'duration' | 'bytes';

interface Named {
  /** As typed, in small letters. */
  name: string;
  /** What else it may be called. */
  aka?: readonly string[];
}

export interface NumberField extends Named {
  kind: NumberKind;
  /** In the unit of its kind: fds, fds a second, percent, seconds, bytes. Null: not known, which no comparison matches. */
  value: (process: ProcessSample, instance: Instance | null) => number | null;
}

export interface TextField extends Named {
  kind: 'text';
  /** One text, or all that it is called by. Null or none: not known, which no comparison matches. */
  value: (process: ProcessSample, instance: Instance | null) => string | readonly string[] | null;
  /** All that it can be, where that is known; what is none of them is a mistake. */
  words?: readonly string[];
  /** The words that have an order, lowest first: they can be compared with < and >. */
  ranks?: readonly string[];
}

/** Something that a filter can compare. */
export type Field = NumberField | TextField;

/** The field that a word names; null for none. */
export function findField(fields: readonly Field[], name: string): Field | null {
  const wanted = name.toLowerCase();
  return fields.find(field => field.name === wanted || field.aka?.includes(wanted)) ?? null;
}
