import type { CountedName } from './fd-tally.ts';

/** More different names than this in one directory, or at one port, make one group. */
const MOST_TOGETHER = 20;
/** The same for what lies in different subdirectories: it has less in common. */
const MOST_BELOW = 50;
/** Paths are merged in the directories of these levels; what lies deeper, in its own directory alone. */
const LEVELS = 8;

/**
 * Merges names of one sort where they are so many that nobody would read them: paths in the same directory (as
 * `/var/lib/app/`, or `/tmp/app-*` when they begin alike), addresses with the same port (`*:443`) or of the same host
 * (`10.0.0.5:*`). A name that stands out stays: one log file opened 900 times is the finding, whatever lies beside it.
 */
export function mergeNames(entries: CountedName[]): CountedName[] {
  if (entries.length <= MOST_TOGETHER) return entries;
  return entries[0]!.role === null ? mergePaths(entries) : mergeAddresses(entries);
}

function mergePaths(entries: CountedName[]): CountedName[] {
  let merged = mergeTails(entries, directoryOf, MOST_TOGETHER, commonName);
  for (let level = LEVELS; level >= 1 && merged.length > MOST_BELOW; level -= 1) {
    merged = mergeTails(merged, path => ancestor(path, level), MOST_BELOW, commonName);
  }
  return merged;
}

function mergeAddresses(entries: CountedName[]): CountedName[] {
  const byPort = mergeTails(entries, address => unlessMerged(address, `*${portOf(address)}`), MOST_TOGETHER);
  const byHost = mergeTails(byPort, address => unlessMerged(address, `${hostOf(address)}:*`), MOST_TOGETHER);
  return mergeTails(byHost, address => unlessMerged(address, '*:*'), MOST_TOGETHER);
}

/**
 * Where more than `most` entries have the same key, those that do not stand out become one. To stand out is to hold more
 * than 1/most of the fds of that key, so less than `most` stay apart. A null key merges with nothing.
 */
function mergeTails(
  entries: CountedName[],
  keyOf: (name: string) => string | null,
  most: number,
  nameOf = (key: string, _names: CountedName[]) => key,
): CountedName[] {
  const result = new Map<string, CountedName>();
  const keep = (entry: CountedName) => {
    const same = result.get(entry.name);
    result.set(entry.name, same ? combine([same, entry], entry.name) : entry);
  };
  for (const [key, members] of Map.groupBy(entries, ({ name }) => keyOf(name))) {
    const total = members.reduce((sum, { count }) => sum + count, 0);
    const mayMerge = key !== null && members.length > most;
    const tail = mayMerge ? members.filter(({ count }) => count * most <= total) : [];
    const apart = mayMerge ? members.filter(({ count }) => count * most > total) : members;
    apart.forEach(keep);
    if (tail.length > 0) keep(combine(tail, covering(apart, nameOf(key!, tail))));
  }
  return [...result.values()];
}

/** The name of what was merged before, when it covers this one: `/tmp/app-*` does `/tmp/app-9*`. */
function covering(entries: CountedName[], name: string): string {
  const wider = entries.find(entry => entry.different > 1 && name.startsWith(entry.name.replace(/\*$/, '')));
  return wider?.name ?? name;
}

function combine(entries: CountedName[], name: string): CountedName {
  let count = 0;
  let different = 0;
  for (const entry of entries) {
    count += entry.count;
    different += entry.different;
  }
  return { ...entries[0]!, name, count, different };
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The directory of that level above a path, `/var/` being level 1; null when the path does not lie so deep. */
function ancestor(path: string, level: number): string | null {
  let slash = path.indexOf('/');
  for (let index = 0; index < level && slash >= 0; index += 1) slash = path.indexOf('/', slash + 1);
  return slash < 0 ? null : path.slice(0, slash + 1);
}

/** The directory, or how all the names in it begin: `/tmp/wgunicorn-*` says who made them. */
function commonName(directory: string, entries: CountedName[]): string {
  let start = entries[0]!.name;
  for (const { name } of entries) {
    while (!name.startsWith(start)) start = start.slice(0, -1);
  }
  return start.length > directory.length ? `${start}*` : directory;
}

function unlessMerged(address: string, key: string): string | null {
  return address.includes('*') ? null : key;
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':'));
}
