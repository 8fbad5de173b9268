/** What the search wants to know of one source file, without its syntax tree. */

/** A value, as far as it can be followed. */
export type Expression =
  | { type: 'call'; callee: string; on: Expression | null; args: Argument[]; line: number }
  | { type: 'name'; name: string }
  | { type: 'attribute'; text: string; on: Expression; name: string }
  /** One of these: a tuple's items, both branches of a condition, a comprehension's item. */
  | { type: 'group'; items: Expression[] }
  /** `None`, `5`, `'text'`: nothing that opens. */
  | { type: 'constant' }
  | { type: 'other' };

/** `keyword` as it is called by; null where the position says which it is. */
export interface Argument {
  keyword: string | null;
  value: Expression;
}

export interface Scope {
  /** Qualified within the module: `Outer.Inner`; null outside any. */
  class: string | null;
  /** Number of the innermost function in this file; null outside any. */
  function: number | null;
}

export interface FunctionFacts {
  id: number;
  name: string;
  parameters: string[];
  /** Of its first decorator, or of itself: what a code object calls its first line. */
  line: number;
  /** Line of its first decorator that caches; null when none does. */
  cachedAt: number | null;
  scope: Scope;
}

export interface ClassFacts {
  closes: boolean;
  /** As they are written, `base.HttpClient`. */
  bases: string[];
}

export interface FileFacts {
  file: string;
  module: string;
  lines: string[];
  /** What a name at the start of an expression stands for: `conn` -> `rifa.db.conn`. */
  imports: Map<string, string>;
  classes: Map<string, ClassFacts>;
  functions: FunctionFacts[];
  assignments: { target: string; value: Expression; line: number; scope: Scope }[];
  /** Something is put into a collection: `X.append(value)`, `X[key] = value`, `X += [value]`. */
  stores: { receiver: string; value: Expression; line: number; scope: Scope }[];
  /** Something is taken out: `X.pop()`, `del X[key]`. */
  removals: { receiver: string; line: number; scope: Scope }[];
  /** What functions give: by `return`, and by `yield`. */
  returns: { value: Expression; scope: Scope }[];
  /** `managed`: by `with`. */
  calls: { callee: string; args: Argument[]; line: number; scope: Scope; managed: boolean }[];
}

/** Name of what a call calls, with the import it comes from: `HTTPConnection` -> `http.client.HTTPConnection`. */
export function resolve({ imports }: FileFacts, name: string): string {
  const dot = name.indexOf('.');
  const head = dot < 0 ? name : name.slice(0, dot);
  const known = imports.get(head);
  return known === undefined ? name : known + (dot < 0 ? '' : name.slice(dot));
}
