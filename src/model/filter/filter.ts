import { type Instance, instanceOf, type ProcessSample, type Snapshot } from '../snapshot.ts';
import type { Field } from './field.ts';
import { parse, type TextOf } from './parse.ts';

/** A filter that has been understood. */
export interface Filter {
  matches: (process: ProcessSample, instance: Instance | null) => boolean;
  /** The names of the fields that it looks at. */
  fields: ReadonlySet<string>;
}

/** What there is to compare, and what plain words are looked for in. */
export interface FilterTerms {
  fields: readonly Field[];
  textOf: TextOf;
  /** `, did you mean X?`, or nothing. */
  nearest: (word: string) => string;
}

/** @throws FilterError that says what is expected, and where */
export function compileFilter(text: string, { fields, textOf, nearest }: FilterTerms): Filter {
  const parsed = parse(text, fields, nearest);
  return {
    fields: parsed.fields,
    matches: (process, instance) => {
      let lower: string | null = null;
      return parsed.test({ process, instance, text: () => (lower ??= textOf(process, instance).toLowerCase()) });
    },
  };
}

/** The processes of a snapshot that match, and the instances that have any. */
export function filterSnapshot(snapshot: Snapshot, { matches }: Filter): Snapshot {
  const processes = snapshot.processes.filter(process => matches(process, instanceOf(snapshot, process)));
  const left = new Set(processes.map(({ instance }) => instance));
  return { ...snapshot, processes, instances: snapshot.instances.filter(({ id }) => left.has(id)) };
}
