import type { FdObjectKind } from '../fd-objects.ts';
import type { Holder } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import { resolve } from './facts.ts';
import type { Follower } from './follow.ts';
import { openerWords } from './openers.ts';
import { type Store, toStore } from './store.ts';

/** How objects are handed over to others that keep them, whatever those are: `logger.addHandler(handler)`. */
const HANDS_OVER =
  /(?:^|\.)(?:add[A-Z_]\w*|append_\w+|register\w*|connect|attach\w*|subscribe|submit|schedule\w*|call_\w+|enter_\w+|set_\w+|on_\w+)$/;
const BOUND_METHOD = /^(?:builtin_function_or_method|method)$/;

/**
 * Calls by which the app hands to a library, or to C, what it has opened: the object that the heap has there, or a method
 * of it, `atexit.register(file.close)`, `Timer(60, conn.close)`.
 */
export function registrations(app: AppSource, holder: Holder, owner: FdObjectKind, follower: Follower): Store[] {
  const types = holder.inside.map(({ type }) => type);
  const made = new Set(types.filter(type => type.includes('.')).map(type => type.slice(type.lastIndexOf('.') + 1)));
  const hasMethod = types.some(type => BOUND_METHOD.test(type));
  const words = hasMethod ? [...made, ...openerWords(owner)] : made;
  const files = new Set([...words].flatMap(word => app.with(word)));
  const found = [...files].flatMap(facts =>
    facts.calls
      .filter(({ callee }) => hasMethod || HANDS_OVER.test(callee))
      .flatMap(({ callee, args, line, scope }) =>
        args.flatMap(({ value }) => {
          if (hasMethod && value.type !== 'attribute') return [];
          const stored = toStore(facts, { value, line, scope }, holder, follower);
          const store = { ...stored, by: resolve(facts, callee), written: callee };
          return store.opened?.known && (hasMethod || opensOneOf(store, made)) ? [store] : [];
        }),
      ),
  );
  // What is given to an object with a name of the app's would be held by that name.
  const others = found.filter(store => !isToGlobal(store));
  return others.length > 0 ? others : found;
}

function isToGlobal({ facts, written }: Store & { written: string }): boolean {
  const receiver = written.slice(0, Math.max(0, written.lastIndexOf('.')));
  return facts.assignments.some(({ target, scope }) => target === receiver && scope.function === null);
}

function opensOneOf({ opened }: Store, names: ReadonlySet<string>): boolean {
  return opened !== null && names.has(opened.callee.slice(opened.callee.lastIndexOf('.') + 1));
}
