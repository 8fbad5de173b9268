import type { FdObject } from './fd-objects.ts';
import type { Held } from './search.ts';

/** With fewer fds behind a collection nobody can tell. */
const ENOUGH = 3;

/**
 * Tells whether several entries of a collection lead to the fds, so far as these were sampled: one entry alone is not what
 * it leaks by.
 */
export function forksOf(held: readonly Held[], owned: readonly FdObject[]): (collection: number) => boolean {
  const ways = new Map<number, { entries: Set<number>; fds: number }>();
  for (const [place, { links }] of held.entries()) {
    for (const [position, { object }] of links.entries()) {
      const way = ways.get(object) ?? { entries: new Set<number>(), fds: 0 };
      way.entries.add(links[position + 1]?.object ?? owned[place]!.object);
      way.fds += 1;
      ways.set(object, way);
    }
  }
  return collection => {
    const way = ways.get(collection);
    return !way || way.entries.size > 1 || way.fds < ENOUGH;
  };
}
