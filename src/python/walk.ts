import type { FdKind } from '../model/fd-types.ts';
import { FdFinder, type FdObject } from './fd-objects.ts';
import { forksOf } from './forks.ts';
import { collectedObjects } from './gc-objects.ts';
import { Heap } from './heap.ts';
import { HeapIndex } from './heap-index.ts';
import { type Holder, holderOf } from './holder.ts';
import type { Interpreter } from './interpreter.ts';
import { isLibraryFile } from './library.ts';
import { heapMappings, type Mapping } from './maps.ts';
import type { Memory } from './memory.ts';
import { PointerScan } from './pointer-scan.ts';
import { findHolders } from './search.ts';
import { SqliteFds } from './sqlite-fds.ts';
import { runningThreads } from './threads.ts';

/** One fd that was looked for in the heap. */
export interface WalkedFd {
  fd: number;
  /** Null when no Python object owns it; or, where the walk is not `complete`, when none was found. */
  owner: FdObject | null;
  holder: Holder | null;
}

export interface Walked {
  fds: WalkedFd[];
  /** Modules of the app itself that are loaded, by name. */
  modules: Map<string, string>;
  /** The garbage collector's lists changed while they were read, each time. */
  torn: boolean;
  /** All objects were looked at: an fd that none of them owns has no owner. */
  complete: boolean;
  /** A bound was reached in the end: of what was found there may be more to tell. */
  cut: boolean;
}

export interface WalkPlace {
  procRoot: string;
  pid: number;
  maps: readonly Mapping[];
  memory: Memory;
  interpreter: Interpreter;
}

/** Times that lists are read anew when they were torn: the worker may have been collecting. */
const TRIES = 3;
/** Modules that are named when the time is over. */
const MOST_MODULES = 10_000;

/** Walks a heap from some fds, with the kind of each, up to who holds them. `onStep` is called with what was done, of 4. */
export function walkHeap(
  { procRoot, pid, maps, memory, interpreter }: WalkPlace,
  wanted: ReadonlyMap<number, FdKind>,
  onStep: (step: number) => void,
): Walked {
  const collected = collect(memory, interpreter);
  onStep(1);
  const heap = new Heap(memory, interpreter.layout);
  const finder = new FdFinder(heap, new SqliteFds(memory, maps), wanted);
  const threads = runningThreads(heap, interpreter);
  const index = new HeapIndex(heap, collected.addresses, threads, (object, type) => finder.visit(object, type));
  onStep(2);
  using scan = new PointerScan(memory, heapMappings(maps), `${procRoot}/${pid}/pagemap`);
  finder.visitUntracked(index, scan);
  const owners = finder.found;
  onStep(3);
  const complete = memory.budget.reached === null && !collected.torn;
  const owned = [...owners.values()];
  const held = findHolders(
    index,
    scan,
    owned.map(({ object }) => object),
  );
  const isFork = forksOf(held, owned);
  const holders = new Map(
    owned.map(({ fd, object }, place) => [fd, holderOf(index, held[place]!, object, isFork)] as const),
  );
  const fds = [...wanted.keys()].map(fd => ({ fd, owner: owners.get(fd) ?? null, holder: holders.get(fd) ?? null }));
  return { fds, modules: appModules(index), torn: collected.torn, complete, cut: memory.budget.reached !== null };
}

/** The try that saw most: what is missing in a torn list is not known. */
function collect(memory: Memory, interpreter: Interpreter): ReturnType<typeof collectedObjects> {
  let best = collectedObjects(memory, interpreter);
  for (let tries = 1; best.torn && tries < TRIES && memory.budget.reached === null; tries += 1) {
    memory.forget();
    const next = collectedObjects(memory, interpreter);
    if (!next.torn || next.addresses.length > best.addresses.length) best = next;
  }
  return best;
}

function appModules(index: HeapIndex): Map<string, string> {
  const { heap } = index;
  const modules = new Map<string, string>();
  let count = 0;
  for (const [dict, module] of index.moduleOf) {
    if (!heap.memory.budget.allows(count, MOST_MODULES)) break;
    count += 1;
    const file = heap.text(heap.lookUp(dict, '__file__'));
    if (file !== null && !isLibraryFile(file)) modules.set(heap.moduleName(module), file);
  }
  return modules;
}
