import type { Mapping } from './maps.ts';
import type { Memory } from './memory.ts';

/** struct sqlite3, Db, Btree, BtShared (SQLite's src/sqliteInt.h, src/btreeInt.h): the same for ten years. */
const SQLITE3 = { vfs: 0, databases: 32, count: 40 } as const;
const DB = { size: 32, btree: 8 } as const;
const BTREE_SHARED = 8;
const SHARED_PAGER = 0;
/** unixFile (src/os_unix.c): methods, VFS, inode, fd. */
const UNIX_FILE = { methods: 0, vfs: 8, fd: 24 } as const;
/** The pager's pointer to its file stands among its first fields; which one depends on how it was built. */
const PAGER_FIELDS = 64;

/**
 * The fds of a SQLite connection, which lie in the library's own structs. A claim is made only where all fits: the file's
 * methods lie in the library, its VFS is that of the connection. Otherwise there is no answer, rather than a guess.
 */
export class SqliteFds {
  readonly #memory: Memory;
  readonly #code: readonly Mapping[];

  constructor(memory: Memory, maps: readonly Mapping[]) {
    this.#memory = memory;
    this.#code = maps.filter(({ path }) => /sqlite3[^/]*\.so/.test(path));
  }

  /** `database`: address of a struct sqlite3. */
  of(database: number): number[] {
    const memory = this.#memory;
    const vfs = memory.word(database + SQLITE3.vfs);
    const databases = memory.word(database + SQLITE3.databases);
    const count = Math.min(memory.uint32(database + SQLITE3.count), 16);
    const fds: number[] = [];
    for (let index = 0; index < count && vfs > 0; index += 1) {
      const btree = memory.word(databases + index * DB.size + DB.btree);
      const pager = memory.word(memory.word(btree + BTREE_SHARED) + SHARED_PAGER);
      if (btree === 0 || pager === 0 || memory.word(pager) !== vfs) continue;
      fds.push(...this.#filesOf(pager, vfs));
    }
    return fds;
  }

  /** The database's own file, and its journal. */
  #filesOf(pager: number, vfs: number): number[] {
    const memory = this.#memory;
    const fds: number[] = [];
    for (let field = 1; field < PAGER_FIELDS; field += 1) {
      const file = memory.word(pager + field * 8);
      if (file === 0 || memory.word(file + UNIX_FILE.vfs) !== vfs) continue;
      if (this.#isLibrary(memory.word(file + UNIX_FILE.methods))) fds.push(memory.uint32(file + UNIX_FILE.fd));
    }
    return fds;
  }

  #isLibrary(address: number): boolean {
    return this.#code.some(({ start, end }) => address >= start && address < end);
  }
}
