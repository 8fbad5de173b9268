import { type Dir, opendirSync } from 'node:fs';
import { type FdName, FdTally } from '../model/fd-tally.ts';
import { type FdLink, parseFdLink, unreadableLink } from './fd-link.ts';
import { linkName, socketName, unknownSocket, unlistedSocket, unnamedSocket } from './fd-names.ts';
import { FdTypesError } from './fd-types-error.ts';
import { readNetTables } from './net-tables.ts';
import { SocketInodes } from './socket-inodes.ts';
import { readFailure, readProcLink } from './tree.ts';

/** Sockets in no table are looked at once more, up to so many: a short-lived one may have been closed meanwhile. */
const MOST_CHECKED_AGAIN = 2_000;

/** Entries of a directory that the kernel is asked for at once. */
const BATCH = 1_024;

/** Reads fds of one process, link by link, and counts what they are. Sockets wait until nameSockets. */
export class FdWalk {
  readonly tally = new FdTally();
  /** fds read so far. */
  read = 0;
  /** Of those, sockets that are not named yet. */
  waiting = 0;

  readonly #procRoot: string;
  readonly #pid: number;
  readonly #directory: string;
  readonly #onStep: () => void;
  /** Those that wait. */
  readonly #sockets: SocketInodes;

  /** `onStep` is called after each fd read and each socket named. `expected` is about how many fds there are. */
  constructor(procRoot: string, pid: number, expected: number, onStep: () => void) {
    this.#procRoot = procRoot;
    this.#pid = pid;
    this.#directory = `${procRoot}/${pid}/fd`;
    this.#onStep = onStep;
    this.#sockets = new SocketInodes(expected);
  }

  /** The numbers of all open fds, as they are read from the directory, which need not fit in memory. */
  *list(): Generator<number> {
    const directory = this.#open();
    try {
      for (;;) {
        const entry = directory.readSync();
        if (entry === null) return;
        const fd = Number(entry.name);
        if (Number.isInteger(fd)) yield fd;
      }
    } catch (error) {
      // It ended meanwhile: what was read stands.
      if (readFailure(error) !== 'gone') throw error;
    } finally {
      directory.closeSync();
    }
  }

  /** Reads one fd; false when it is not open. */
  visit(fd: number): boolean {
    const link = this.#readLink(fd);
    if (link === null) return false;
    this.read += 1;
    if (link.kind === 'socket' && this.#sockets.add(link.inode!, fd)) this.waiting += 1;
    else this.tally.add(linkName(link), fd);
    this.#onStep();
    return true;
  }

  /** Names the sockets that wait. `isAlive` tells whether the process is still there, and with it its tables. */
  nameSockets(isAlive: () => boolean): void {
    const isRead = readNetTables(this.#procRoot, this.#pid, this.#sockets, (inode, socket) => {
      this.#settle(inode, socketName(socket));
      this.#onStep();
    });
    const isSure = isRead && isAlive();
    const checksAgain = isSure && this.#sockets.size <= MOST_CHECKED_AGAIN;
    for (const inode of this.#sockets.keys()) {
      if (checksAgain && !this.#isStillOpen(inode)) this.#drop(inode);
      else this.#settle(inode, isSure ? unlistedSocket : unknownSocket);
    }
  }

  /** Counts the sockets that wait as what they are, without a name: an estimate cannot wait for long tables. */
  leaveSocketsUnnamed(): void {
    for (const inode of this.#sockets.keys()) this.#settle(inode, unnamedSocket);
  }

  #settle(inode: number, name: FdName): void {
    const fds = this.#sockets.fds(inode);
    this.tally.add(name, fds[0]!, fds.length);
    this.waiting -= fds.length;
  }

  /** Leaves out a socket that was closed between the reading of its link and that of the tables. */
  #drop(inode: number): void {
    const fds = this.#sockets.fds(inode);
    this.read -= fds.length;
    this.waiting -= fds.length;
  }

  #isStillOpen(inode: number): boolean {
    const link = this.#readLink(this.#sockets.fds(inode)[0]!);
    return link?.kind === 'socket' && link.inode === inode;
  }

  /** Null when that fd is not open. */
  #readLink(fd: number): FdLink | null {
    try {
      return parseFdLink(readProcLink(`${this.#directory}/${fd}`));
    } catch (error) {
      const failure = readFailure(error);
      if (failure === 'gone') return null;
      if (failure === 'permission') throw new FdTypesError('permission', this.#pid);
      return unreadableLink((error as NodeJS.ErrnoException).code);
    }
  }

  #open(): Dir {
    try {
      return opendirSync(this.#directory, { bufferSize: BATCH });
    } catch (error) {
      const failure = readFailure(error);
      if (failure === 'gone' || failure === 'permission') throw new FdTypesError(failure, this.#pid);
      throw error;
    }
  }
}
