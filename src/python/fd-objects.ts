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

/** Types whose objects the collector does not track in some versions, so that they are in no list of it. */
const UNTRACKED = [
  ['select', 'epoll', 'epoll'],
  ['_socket', 'socket', 'socket'],
  ['mmap', 'mmap', 'mmap'],
  ['_sqlite3', 'Connection', 'sqlite'],
] as const;

/** The objects that own the wanted fds. Those that own none (raw fds, C libraries) are missing from the result. */
export function findFdObjects(
  index: HeapIndex,
  scan: PointerScan,
  sqlite: SqliteFds,
  wanted: ReadonlySet<number>,
): Map<number, FdObject> {
  const found = new Map<number, FdObject>();
  const add = (object: number, kind: FdObjectKind) => {
    for (const fd of fdsOf(index, sqlite, object, kind)) {
      if (wanted.has(fd) && !found.has(fd)) found.set(fd, { fd, object, kind });
    }
  };
  const kinds = new Map<TypeInfo, FdObjectKind | null>();
  for (const object of index.objects) {
    const type = index.heap.typeOf(object);
    let kind = kinds.get(type);
    if (kind === undefined) {
      kind = kindOf(index, type);
      kinds.set(type, kind);
    }
    if (kind !== null) add(object, kind);
  }
  if (found.size < wanted.size) {
    for (const [object, kind] of untracked(index, scan)) add(object, kind);
  }
  return found;
}

function kindOf({ heap }: HeapIndex, { address, bases }: TypeInfo): FdObjectKind | null {
  for (const base of bases) {
    const kind = KINDS.get(base);
    if (kind) return kind;
  }
  if (bases[0] === CONNECTION.name && heap.typeModule(address) === CONNECTION.module) return 'connection';
  return null;
}

function fdsOf({ heap }: HeapIndex, sqlite: SqliteFds, object: number, kind: FdObjectKind): number[] {
  if (kind === 'sqlite') return sqlite.of(heap.memory.word(object + FD_OBJECTS.sqlite));
  if (kind === 'connection') return [heap.int(heap.attribute(object, CONNECTION.attribute)) ?? -1];
  const at = kind === 'mmap' ? heap.layout.mmapFd : FD_OBJECTS[kind];
  return [heap.memory.uint32(object + at)];
}

/** Objects of the types that are not tracked: every live one begins with a refcount and its type. */
function* untracked(index: HeapIndex, scan: PointerScan): Generator<[object: number, kind: FdObjectKind]> {
  const { heap } = index;
  const types = new Map<number, FdObjectKind>();
  for (const module of index.moduleOf.values()) {
    const name = heap.moduleName(module);
    for (const [owner, attribute, kind] of UNTRACKED) {
      if (owner !== name) continue;
      const type = heap.lookUp(heap.memory.word(module + MODULE.dict), attribute);
      if (type > 0 && !heap.types.at(type).collected) types.set(type, kind);
    }
  }
  if (types.size === 0) return;
  for (const [type, places] of scan.find(new Set(types.keys()), Number.POSITIVE_INFINITY)) {
    for (const place of places) {
      const object = place - TYPE;
      const refcount = heap.memory.word(object + REFCOUNT);
      // What was freed has a refcount of 0, or the pointer of the free list there.
      if (refcount >= 1 && refcount < 2 ** 20) yield [object, types.get(type)!];
    }
  }
}
