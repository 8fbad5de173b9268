/** A process's fds, as far as sampling goes. */
export interface FdTable {
  /** Slots of its fd table (FDSize of /proc/PID/status): fd numbers are below. Null when not known. */
  size: number | null;
  /** Open fds; null when the kernel does not tell without listing. */
  total: number | null;
  /** All open fd numbers: costs about 1 µs each. */
  list(): Iterable<number>;
  /** Reads one; false when it is not open. A miss costs more than a hit, some 10 µs, for the error it throws. */
  visit(fd: number): boolean;
}

const LIST_COST = 1;
const MISS_COST = 10;

/** Without a total, tables less than a quarter full are listed rather than guessed at. */
const TRIES_PER_FD = 4;

/**
 * Visits up to `wanted` open fds, each with the same chance, none twice: by trying random fd numbers, or from a list of
 * all where the table is so sparse that most tries would miss. Not the first ones: those are the oldest, while a leak is
 * young. Returns the number of open fds, estimated when the kernel does not tell.
 */
export function sampleFds(table: FdTable, wanted: number): number {
  const { size, total } = table;
  const tried = new Set<number>();
  if (size === null || isSparse(size, total, wanted)) return sampleList(table, wanted, tried);

  const tries = total === null ? TRIES_PER_FD * wanted : Math.ceil((3 * wanted * size) / Math.max(1, total));
  let hits = 0;
  while (hits < wanted && tried.size < Math.min(tries, size)) {
    const fd = Math.floor(Math.random() * size);
    if (tried.has(fd)) continue;
    tried.add(fd);
    if (table.visit(fd)) hits += 1;
  }
  if (total !== null) return total;
  return hits < wanted ? sampleList(table, wanted - hits, tried) : Math.round((hits / tried.size) * size);
}

function isSparse(size: number, total: number | null, wanted: number): boolean {
  return total !== null && total * LIST_COST < ((wanted * (size - total)) / Math.max(1, total)) * MISS_COST;
}

/** Draws from the list of all in one pass (reservoir sampling), leaving out those tried before. Returns how many there are. */
function sampleList({ list, visit }: FdTable, wanted: number, tried: ReadonlySet<number>): number {
  const drawn: number[] = [];
  let total = 0;
  let candidates = 0;
  for (const fd of list()) {
    total += 1;
    if (tried.has(fd)) continue;
    candidates += 1;
    const place = Math.floor(Math.random() * candidates);
    if (drawn.length < wanted) drawn.push(fd);
    else if (place < wanted) drawn[place] = fd;
  }
  drawn.forEach(visit);
  return total;
}
