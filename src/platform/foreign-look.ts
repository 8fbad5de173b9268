import { closeSync, type Stats } from 'node:fs';
import { ForeignRoot } from './foreign-root.ts';
import type { PathProblem } from './path-problem.ts';
import { problemOf } from './path-problem.ts';
import { readPlainFile } from './plain-file.ts';
import { mayRead, type Reader } from './reader.ts';

/** Of a Stats, what goes from one process to another. */
export interface ForeignStat {
  dev: number;
  ino: number;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  mtimeMs: number;
  ctimeMs: number;
}

/** What is asked of the process that reads files of others. */
export interface ForeignRequest {
  /** `read`: its text; `look`: what it is, without opening it. */
  ask: 'read' | 'look';
  /** `/proc/PID/root`, or `/`. */
  root: string;
  /** Absolute, as it is in that root. */
  path: string;
  readableBy: Reader | null;
  mostBytes: number;
}

export interface ForeignText {
  text: string;
  stat: ForeignStat;
}

export interface ForeignLook {
  kind: 'file' | 'folder' | 'other';
  /** In that root, without links. */
  realPath: string;
  /** Whether he on whose word it is asked for may read it; true where nobody is. */
  isReadable: boolean;
  stat: ForeignStat;
}

export type ForeignAnswer<Found> = Found | { problem: PathProblem };

/** Does what is asked, here and now: it may wait for ever (see ForeignRoot). Never throws. */
export function answer(request: ForeignRequest): ForeignAnswer<ForeignText | ForeignLook> {
  try {
    using root = new ForeignRoot(request.root, request.readableBy);
    return request.ask === 'read' ? read(root, request) : look(root, request);
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function read(root: ForeignRoot, { path, mostBytes, readableBy: reader }: ForeignRequest): ForeignAnswer<ForeignText> {
  const file = readPlainFile(path, mostBytes, { root, reader });
  if ('why' in file) return { problem: file.why };
  return { text: file.bytes.toString('utf8'), stat: plain(file.stat) };
}

function look(root: ForeignRoot, { path, readableBy }: ForeignRequest): ForeignAnswer<ForeignLook> {
  const held = root.hold(path);
  if ('why' in held) return { problem: held.why };
  closeSync(held.fd);
  const { stat } = held;
  return {
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other',
    realPath: held.path,
    isReadable: readableBy === null || mayRead(readableBy, stat),
    stat: plain(stat),
  };
}

function plain({ dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs }: Stats): ForeignStat {
  return { dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs };
}
