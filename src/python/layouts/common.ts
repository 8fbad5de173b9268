/** What is the same in CPython 3.8 to 3.13, 64-bit, with the GIL. In bytes from the object. */

/** PyObject (Include/object.h). */
export const REFCOUNT = 0;
export const TYPE = 8;
export const SIZE = 16;

/** PyGC_Head, before every tracked object (Include/internal/pycore_gc.h); the low bits of `prev` are flags. */
export const GC_HEAD = { size: 16, next: 0, previous: 8, previousFlags: 4 } as const;
/** gc_generation: a PyGC_Head, a threshold, a count. Three of them, the pointer to the youngest, the permanent one. */
export const GC_GENERATIONS = [0, 24, 48, 80] as const;

/** PyTypeObject (Include/cpython/object.h). */
export const TYPE_OBJECT = {
  name: 24,
  basicSize: 32,
  itemSize: 40,
  flags: 168,
  members: 240,
  base: 256,
  dict: 264,
  dictOffset: 288,
} as const;

/** Include/object.h. */
export const TYPE_FLAGS = {
  inlineValues: 1 << 2,
  managedDict: 1 << 4,
  heap: 1 << 9,
  collected: 1 << 14,
  int: 1 << 24,
  list: 1 << 25,
  tuple: 1 << 26,
  string: 1 << 28,
  dict: 1 << 29,
  type: 2 ** 31,
} as const;

/** PyMemberDef: name, type, offset, flags, doc (Include/descrobject.h). */
export const MEMBER = { size: 40, name: 0, offset: 16 } as const;

export const LIST = { items: 24 } as const;
export const TUPLE = { items: 24 } as const;
/** PyDictObject (Include/cpython/dictobject.h). */
export const DICT = { used: 16, keys: 32, values: 40 } as const;
/** PySetObject (Include/cpython/setobject.h); entries are (key, hash). */
export const SET = { used: 24, mask: 32, table: 40, smallTable: 64, entry: 16 } as const;
/** dequeobject and its block of 64 (Modules/_collectionsmodule.c). */
export const DEQUE = {
  left: 24,
  right: 32,
  leftIndex: 40,
  rightIndex: 48,
  blockItems: 8,
  blockLength: 64,
  blockNext: 520,
} as const;
/** lru_cache_object and lru_list_elem (Modules/_functoolsmodule.c): a ring of links, the first in the object itself. */
export const LRU_CACHE = { next: 24, linkSize: 56 } as const;
/** PyModuleObject (Objects/moduleobject.c). */
export const MODULE = { dict: 16, name: 48 } as const;
/** PyUnicodeObject: length, and the bits interned:2, kind:3, compact:1, ascii:1 (Include/cpython/unicodeobject.h). */
export const STRING = { length: 16, state: 32 } as const;
/** PyLongObject: digits of 30 bits; lv_tag of 3.12 stands where ob_size did. */
export const INT = { tag: 16, digits: 24 } as const;
/** PyMethodObject (Include/cpython/classobject.h). */
export const METHOD = { function: 16, self: 24 } as const;
/** PyContextVar (Include/internal/pycore_context.h): its name, its default, and a value that it only remembers. */
export const CONTEXT_VARIABLE = { name: 16, cached: 32 } as const;
/** PyHamtNode_Bitmap and _Collision (Python/hamt.c): keys and values in turn. */
export const CONTEXT_MAP = { items: 32 } as const;
/** PyFrameObject.f_frame (Include/internal/pycore_frame.h). */
export const FRAME_OBJECT_SINCE_311 = { frame: 24 } as const;

/** What owns an fd, and where its number stands as a C int. */
export const FD_OBJECTS = {
  /** PySocketSockObject.sock_fd (Modules/socketmodule.h). */
  socket: 16,
  /** fileio.fd (Modules/_io/fileio.c). */
  file: 16,
  /** pyEpoll_Object.epfd (Modules/selectmodule.c). */
  epoll: 16,
  /** pysqlite_Connection.db, a pointer to the library's own struct (Modules/_sqlite/connection.h). */
  sqlite: 16,
} as const;
