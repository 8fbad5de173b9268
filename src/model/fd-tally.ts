import type { FdKind } from './fd-types.ts';
import { mergeNames } from './merge-names.ts';

/** What one fd is, as far as it can be told. Those of which all four are equal are counted together. */
export interface FdName {
  kind: FdKind;
  /** TCP state, or `LISTEN` of a Unix socket. */
  state: string | null;
  /** Of an address: the peer's, the own one that clients connected to, or the own one of a socket without peer. */
  role: 'peer' | 'accepted' | 'local' | null;
  /** A path, an address with port, the name of a memfd, or what `other` is; empty where there is none. As it came. */
  name: string;
}

export interface CountedName extends FdName {
  count: number;
  /** Names in it: 1, or more when they were merged; `name` is then a directory, `/tmp/app-*` or `*:443`. */
  different: number;
  /** One of its fds, as an example. */
  fd: number;
}

/** So many names of a sort are kept apart while counting. It bounds memory: a million different paths take 100 MB. */
const MOST_NAMES = 16_384;

/** Counts fds by name, in memory bounded by the number of different names. */
export class FdTally {
  readonly #sorts = new Map<string, Map<string, CountedName>>();

  add({ kind, state, role, name }: FdName, fd: number, count = 1): void {
    const sort = sortOf({ kind, state, role });
    let names = this.#sorts.get(sort);
    if (!names) {
      names = new Map();
      this.#sorts.set(sort, names);
    }
    const known = names.get(name);
    if (known) {
      known.count += count;
      return;
    }
    names.set(name, { kind, state, role, name, count, different: 1, fd });
    if (names.size > MOST_NAMES) this.#sorts.set(sort, merged(names));
  }

  /** Every name counted. */
  names(): CountedName[] {
    return [...this.#sorts.values()].flatMap(names => [...names.values()]);
  }
}

/** Key of what is shown side by side and may be merged: all but the name. */
export function sortOf({ kind, state, role }: Pick<FdName, 'kind' | 'state' | 'role'>): string {
  return `${kind} ${state} ${role}`;
}

function merged(names: Map<string, CountedName>): Map<string, CountedName> {
  return new Map(mergeNames([...names.values()]).map(entry => [entry.name, entry]));
}
