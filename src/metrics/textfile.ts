import { closeSync, fchmodSync, openSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../config/usage-error.ts';
import { inFolder } from '../platform/in-folder.ts';
import { whyUntrusted } from '../platform/path-trust.ts';
import { words } from '../words/words.ts';

/** For everyone to read: node_exporter runs as a user of its own. */
const MODE = 0o644;
const NAME = 'fdtop.prom';

/**
 * The file that node_exporter's textfile collector reads. It looks at names that end in `.prom` only, so the half written
 * one has another; the rename is atomic, and no scrape ever sees a part.
 *
 * The folder often belongs to node_exporter's user, and it is the operator who has named it. So root works in a folder that it
 * holds open, follows no link in it, and goes on only in the one that was meant at the start, or in one that is root's alone.
 */
export class Textfile {
  readonly path: string;
  readonly #folder: string;
  readonly #meant: Stats;

  /** @throws UsageError when there is no such folder */
  constructor(folder: string) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory()) throw new UsageError(words().commandUsage.noTextfile(folder));
    this.path = join(folder, NAME);
    this.#folder = folder;
    this.#meant = stat;
  }

  /** @throws an Error that names the file when it cannot be written */
  write(text: string | Buffer): void {
    const temporary = `.${NAME}.${process.pid}`;
    try {
      this.#inFolder(name => {
        try {
          writeNew(name(temporary), text);
          renameSync(name(temporary), name(NAME));
        } catch (error) {
          rmSync(name(temporary), { force: true });
          throw error;
        }
      });
    } catch (error) {
      throw new Error(`cannot write ${this.path}: ${(error as Error).message}`);
    }
  }

  /** Without it node_exporter would go on telling what was, as if it still were. */
  remove(): void {
    try {
      this.#inFolder(name => rmSync(name(NAME), { force: true }));
    } catch (error) {
      // With its folder it is gone, too.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  #inFolder(work: (name: (file: string) => string) => void): void {
    const check = ({ dev, ino }: Stats) => {
      if (process.geteuid?.() !== 0 || (dev === this.#meant.dev && ino === this.#meant.ino)) return;
      const why = whyUntrusted(this.#folder, { by: 'root', what: 'folder', waits: true });
      if (why !== null) throw new Error(`${words().files.otherFolder(this.#folder)}, and ${why}`);
    };
    inFolder(this.#folder, { check, follows: true }, work);
  }
}

/** Exclusive: follows no link that was put there. */
function writeNew(file: string, text: string | Buffer): void {
  rmSync(file, { force: true });
  const fd = openSync(file, 'wx', MODE);
  try {
    writeFileSync(fd, text);
    // Whatever the umask takes away.
    fchmodSync(fd, MODE);
  } finally {
    closeSync(fd);
  }
}
