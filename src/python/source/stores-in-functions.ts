import type { Holder } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import type { FileFacts, Scope } from './facts.ts';
import { type Follower, lastName } from './follow.ts';
import { type Store, toStore } from './store.ts';

/** Kept by a function: in its closure, in a default of its arguments, or in a cache around it. */
export function storesInFunction(app: AppSource, holder: Holder, follower: Follower): Store[] {
  const { root } = holder;
  // `outer.<locals>.inner`: a closure's variable belongs to the outer one, and either may fill it.
  const own = holder.functions.flatMap(full => full.split('.').filter(name => name !== '<locals>'));
  const names = own.length > 0 ? own : root && 'name' in root && root.name !== null ? [root.name] : [];
  if (names.length === 0 || (root?.how === 'frame' && own.length === 0)) return [];
  const stores: Store[] = [];
  const ends = own.length > 0 ? holder.functions.map(lastName) : names;
  for (const facts of new Set(ends.flatMap(name => app.with(name)))) {
    for (const { name, id, cachedAt, scope } of facts.functions) {
      if (!names.includes(name)) continue;
      const kept = facts.stores.filter(store => isWithin(facts, store.scope, id));
      stores.push(...kept.map(each => toStore(facts, each, holder, follower)));
      if (cachedAt === null) continue;
      const returned = facts.returns.find(each => each.scope.function === id);
      const value = returned?.value ?? { type: 'other' as const };
      const place = { facts, scope: returned?.scope ?? scope, line: Number.POSITIVE_INFINITY };
      stores.push({ facts, line: cachedAt, scope, value, opened: follower.created(value, place, holder.inside) });
    }
  }
  return stores;
}

/** In the function itself, or in one that stands in it: what a closure keeps. */
export function isWithin(facts: FileFacts, { function: inner }: Scope, outer: number): boolean {
  for (let id = inner; id !== null; id = facts.functions[id]!.scope.function) if (id === outer) return true;
  return false;
}

/** A variable of a call that runs. */
export function storesInFrame(app: AppSource, holder: Holder, follower: Follower): Store[] {
  const { root } = holder;
  if (root?.how !== 'frame' || root.name === null || root.file === null) return [];
  const facts = app.file(root.file);
  if (!facts) return [];
  const name = root.function.split('.').at(-1);
  const isThere = ({ function: id }: Scope) => id !== null && facts.functions[id]?.name === name;
  return [
    ...facts.stores.filter(({ receiver, scope }) => receiver === root.name && isThere(scope)),
    ...facts.assignments.filter(({ target, scope }) => target === root.name && isThere(scope)),
  ].map(each => toStore(facts, each, holder, follower));
}
