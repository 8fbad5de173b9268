import { closeSync, fchmodSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../config/usage-error.ts';
import { words } from '../words/words.ts';

/** For everyone to read: node_exporter runs as a user of its own. */
const MODE = 0o644;

/**
 * The file that node_exporter's textfile collector reads. It looks at names that end in `.prom` only, so the half written
 * one has another; the rename is atomic, and no scrape ever sees a part.
 */
export class Textfile {
  readonly path: string;
  readonly #temporary: string;

  /** @throws UsageError when there is no such folder */
  constructor(folder: string) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(words().commandUsage.noTextfile(folder));
    }
    this.path = join(folder, 'fdtop.prom');
    this.#temporary = join(folder, `.fdtop.prom.${process.pid}`);
  }

  /** @throws an Error that names the file when it cannot be written */
  write(text: string | Buffer): void {
    try {
      this.#writeTemporary(text);
      renameSync(this.#temporary, this.path);
    } catch (error) {
      rmSync(this.#temporary, { force: true });
      throw new Error(`cannot write ${this.path}: ${(error as Error).message}`);
    }
  }

  /** Exclusive: the folder often belongs to node_exporter's user, and root follows no link that was put there. */
  #writeTemporary(text: string | Buffer): void {
    rmSync(this.#temporary, { force: true });
    const fd = openSync(this.#temporary, 'wx', MODE);
    try {
      writeFileSync(fd, text);
      // Whatever the umask takes away.
      fchmodSync(fd, MODE);
    } finally {
      closeSync(fd);
    }
  }

  /** Without it node_exporter would go on telling what was, as if it still were. */
  remove(): void {
    rmSync(this.path, { force: true });
  }
}
