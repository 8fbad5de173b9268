import { closeSync, constants, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { gzipSync, constants as zlib } from 'node:zlib';
import type { Snapshot } from '../model/snapshot.ts';
import { sayObjection } from '../platform/path-trust.ts';
import { walkPath } from '../platform/path-walk.ts';
import { words } from '../words/words.ts';
import { firstSnapshot } from './recording.ts';

export interface RecorderOptions {
  file: string;
  /** The recording and the part before it are at most so large each; then the older half goes. */
  maxBytes: number;
}

/**
 * Appends snapshots to a file, a line of JSON each (NDJSON); gzipped where its name ends in `.gz`, each line a member of its own
 * (RFC 1952, 2.2), so that a line is there whole or not at all. A crash loses at most the line that was being written. When
 * the file is full it becomes FILE.old, in place of an older one, and a new one is begun.
 */
export class Recorder {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #isGzip: boolean;
  #fd: number;
  #size: number;

  /** Goes on in a recording that is there. Throws an Error with a sentence where the file is something else, or cannot be written. */
  constructor({ file, maxBytes }: RecorderOptions) {
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#isGzip = file.endsWith('.gz');
    this.#fd = this.#open();
    this.#size = fstatSync(this.#fd).size;
    try {
      // A device takes what is written, and to be renamed when it is full.
      if (!fstatSync(this.#fd).isFile()) throw new Error(words().recordings.needsFile(this.#file));
      if (this.#size > 0) this.#goOn();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  add(snapshot: Snapshot): void {
    const line = Buffer.from(`${JSON.stringify(snapshot)}\n`);
    const bytes = this.#isGzip ? gzipSync(line, { level: zlib.Z_BEST_SPEED }) : line;
    // Removed by somebody: nobody would ever see what is written to it.
    if (fstatSync(this.#fd).nlink === 0) this.#beginAnew();
    if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate();
    this.#write(bytes);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** One write call: the kernel appends it as a whole. */
  #write(bytes: Buffer): void {
    let written = 0;
    try {
      written = writeSync(this.#fd, bytes);
    } catch (error) {
      throw new Error(words().files.cannotWrite(this.#file, (error as Error).message));
    }
    this.#size += written;
    if (written < bytes.length) throw new Error(words().files.cannotWrite(this.#file, words().recordings.diskFull));
  }

  #open(): number {
    this.#checkWay();
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
    try {
      return openSync(this.#file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0o640);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const said = words().recordings;
      throw new Error(words().files.cannotWrite(this.#file, code === 'ELOOP' ? said.isLink : message));
    }
  }

  /** Root writes where only root, or whoever has called sudo, can have laid the way. */
  #checkWay(): void {
    if (process.geteuid?.() !== 0) return;
    const by = Number(process.env.SUDO_UID) || 0;
    const { objection, stats } = walkPath(this.#file, { by, what: 'new-file', waits: true });
    if (objection === null || objection.what === 'link') return;
    // Opening it fails, and says so.
    if (stats?.isDirectory() && objection.what === 'not-plain') return;
    // A device takes what is written, and does something when it is only opened.
    if (objection.what === 'not-plain') throw new Error(words().recordings.needsFile(this.#file));
    const why = sayObjection(objection, by);
    throw new Error(words().files.cannotWrite(this.#file, words().recordings.notInOthers(why)));
  }

  #goOn(): void {
    if (!firstSnapshot(this.#file)) throw new Error(words().recordings.leftAsIs(this.#file));
    // What a crash has cut off must not swallow the next line. Cut members of gzip are skipped by their beginning.
    const last = Buffer.alloc(1);
    if (!this.#isGzip && readSync(this.#fd, last, 0, 1, this.#size - 1) === 1 && last[0] !== 10)
      this.#write(Buffer.from('\n'));
  }

  #rotate(): void {
    try {
      renameSync(this.#file, `${this.#file}.old`);
    } catch (error) {
      throw new Error(words().recordings.cannotBegin(this.#file, (error as Error).message));
    }
    this.#beginAnew();
  }

  #beginAnew(): void {
    const next = this.#open();
    closeSync(this.#fd);
    this.#fd = next;
    this.#size = 0;
  }
}
