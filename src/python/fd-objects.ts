import type { FdKind } from '../model/fd-types.ts';
import type { Heap } from './heap.ts';
import type { HeapIndex } from './heap-index.ts';
import { FD_OBJECTS, MODULE, REFCOUNT, TYPE } from './layouts/common.ts';
import type { PointerScan } from './pointer-scan.ts';
import type { SqliteFds } from './sqlite-fds.ts';
import type { TypeInfo } from './types.ts';

export type FdObjectKind = 'socket' | 'file' | 'epoll' | 'mmap' | 'sqlite' | 'connection';

/** The Python object that an fd belongs to: who drops it closes the fd. */
export interface FdObject {
  fd: number;
  object: number;
  kind: FdObjectKind;
}

/** By a type among the object's type and its bases: subclasses (socket.socket, SSLSocket, gevent's) are meant too. */
const KINDS = new Map<string, FdObjectKind>([
  ['_socket.socket', 'socket'],
  ['_io.FileIO', 'file'],
  ['select.epoll', 'epoll'],
  ['mmap.mmap', 'mmap'],
  ['sqlite3.Connection', 'sqlite'],
]);

/** In Python, with the fd as a number in an attribute. */
const CONNECTION = { module: 'multiprocessing.connection', name: 'Connection', attribute: '_handle' } as const;

/** Types whose objects the collector does not track in some versions, so that they are in no list of it; and their fds. */
const UNTRACKED = [
  { module: 'select', name: 'epoll', kind: 'epoll', fds: /^eventpoll$/ },
  { module: '_socket', name: 'socket', kind: 'socket', fds: /^(?:tcp6?|udp|unix|socket-unlisted)$/ },
  { module: 'mmap', name: 'mmap', kind: 'mmap', fds: /file$/ },
  { module: '_sqlite3', name: 'Connection', kind: 'sqlite', fds: /file$/ },
] as const satisfies { module: string; name: string; kind: FdObjectKind; fds: RegExp }[];

/** As many pointers to one of these types are looked at; what fills its memory with them must not fill ours. */
const MOST_UNTRACKED = 4_000_000;
/** Modules that are looked at when the time is over. */
const MOST_MODULES = 4_096;

/** Finds the objects that own the wanted fds. Those that own none (raw fds, C libraries) are missing in the end. */
export class FdFinder {
  readonly found = new Map<number, FdObject>();
  readonly #heap: Heap;
  readonly #sqlite: SqliteFds;
  readonly #wanted: ReadonlyMap<number, FdKind>;
  readonly #kinds = new Map<TypeInfo, FdObjectKind | null>();

  constructor(heap: Heap, sqlite: SqliteFds, wanted: ReadonlyMap<number, FdKind>) {
    this.#heap = heap;
    this.#sqlite = sqlite;
    this.#wanted = wanted;
  }

  /** Looks at one of the objects that the collector knows of. */
  visit(object: number, type: TypeInfo): void {
    let kind = this.#kinds.get(type);
    if (kind === undefined) {
      kind = kindOf(this.#heap, type);
      this.#kinds.set(type, kind);
    }
    if (kind !== null) this.#add(object, kind);
  }

  /** Looks for what is still missing among the objects that the collector knows nothing of. */
  visitUntracked(index: HeapIndex, scan: PointerScan): void {
    const missing = [...this.#wanted].filter(([fd]) => !this.found.has(fd)).map(([, kind]) => kind);
    if (missing.length === 0) return;
    for (const [object, kind] of untracked(index, scan, missing)) this.#add(object, kind);
  }

  #add(object: number, kind: FdObjectKind): void {
    for (const fd of fdsOf(this.#heap, this.#sqlite, object, kind)) {
      if (this.#wanted.has(fd) && !this.found.has(fd)) this.found.set(fd, { fd, object, kind });
    }
  }
}

function kindOf(heap: Heap, { address, bases }: TypeInfo): FdObjectKind | null {
  for (const base of bases) {
    const kind = KINDS.get(base);
    if (kind) return kind;
  }
  if (bases[0] === CONNECTION.name && heap.typeModule(address) === CONNECTION.module) return 'connection';
  return null;
}

function fdsOf(heap: Heap, sqlite: SqliteFds, object: number, kind: FdObjectKind): number[] {
  if (kind === 'sqlite') return sqlite.of(heap.memory.word(object + FD_OBJECTS.sqlite));
  if (kind === 'connection') return [heap.int(heap.attribute(object, CONNECTION.attribute)) ?? -1];
  const at = kind === 'mmap' ? heap.layout.mmapFd : FD_OBJECTS[kind];
  return [heap.memory.uint32(object + at)];
}

/** Objects of the types that are not tracked: every live one begins with a refcount and its type. */
function* untracked(
  index: HeapIndex,
  scan: PointerScan,
  missing: readonly FdKind[],
): Generator<[object: number, kind: FdObjectKind]> {
  const { heap } = index;
  const types = new Map<number, FdObjectKind>();
  for (const [position, module] of [...index.moduleOf.values()].entries()) {
    if (!heap.memory.budget.allows(position, MOST_MODULES)) break;
    const name = heap.moduleName(module);
    for (const { module: owner, name: attribute, kind, fds } of UNTRACKED) {
      if (owner !== name || !missing.some(kind => fds.test(kind))) continue;
      const type = heap.lookUp(heap.memory.word(module + MODULE.dict), attribute);
      if (type > 0 && !heap.types.at(type).collected) types.set(type, kind);
    }
  }
  if (types.size === 0) return;
  for (const [type, places] of scan.find(new Set(types.keys()), MOST_UNTRACKED)) {
    for (const place of places) {
      const object = place - TYPE;
      const refcount = heap.memory.word(object + REFCOUNT);
      // What was freed has a refcount of 0, or the pointer of the free list there.
      if (refcount >= 1 && refcount < 2 ** 20) yield [object, types.get(type)!];
    }
  }
}
