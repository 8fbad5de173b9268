import { closeSync, constants, openSync, type Stats, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { printableIn } from '../model/printable.ts';
import { inFolder } from '../platform/in-folder.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { trustOf } from '../platform/path-trust.ts';
import { userFolder } from '../platform/user-folder.ts';
import { words } from '../words/words.ts';
import type { Outcome } from './outcome.ts';

const SYSTEM_LOGS = '/var/log';
/** Of each text in a line: an outcome names many workers. */
const LONGEST_TEXT = 4000;

/** What is about to be done, and to whom. */
export interface ActionRecord {
  action: 'kill' | 'recycle' | 'reload' | 'restart' | 'limit' | 'cure' | 'undo';
  /** The processes it acts on: pid, start time and parent as the operator saw them. */
  processes: readonly { pid: number; startTime: number; ppid: number }[];
  /** Unit or name of the instance, and its master. */
  instance: string | null;
  /** What else was chosen: a signal, a limit, a file. */
  options?: Record<string, unknown>;
}

/** Where actions are written down: root's in /var/log, else in the user's own state folder. Throws when there is none. */
export function actionLogFile(): string {
  if (process.geteuid?.() === 0) return '/var/log/fdtop/actions.log';
  const state = userFolder('XDG_STATE_HOME', '.local/state');
  if (state === null) throw new Error(words().chooser.noHome);
  return join(state, 'fdtop/actions.log');
}

/**
 * Appends one JSON line: who did what to whom, and what came of it. Gives null, or why it could not: that never stops an
 * action, it is said with the outcome.
 */
export function logAction(record: ActionRecord, { ok, text }: Outcome, seconds: number): string | null {
  let file = words().kills.theLog;
  const by = { user: userName(), uid: process.getuid?.() ?? null, sudoUser: process.env.SUDO_USER ?? null };
  // Callers hand over the rows that they have: what names a process for good is enough.
  const processes = record.processes.map(({ pid, startTime, ppid }) => ({ pid, startTime, ppid }));
  const at = { time: new Date().toISOString(), pid: process.pid };
  const came = { ok, outcome: text, seconds: Math.round(seconds * 10) / 10 };
  const line = JSON.stringify(printableIn({ ...at, ...by, ...record, processes, ...came }, LONGEST_TEXT));
  try {
    file = actionLogFile();
    const fd = openLog(file);
    try {
      writeSync(fd, `${line}\n`);
    } finally {
      closeSync(fd);
    }
    return null;
  } catch (error) {
    return words().files.cannotWrite(file, (error as Error).message);
  }
}

/** Where the log really is, and why nothing is written there; null: it would be. */
export function trustOfLog(file: string): { path: string; why: string | null } {
  const by = process.geteuid?.() ?? 0;
  return trustOf(file, { by, what: 'new-file', waits: true, given: SYSTEM_LOGS });
}

/** Opens the log in a folder that nobody else has chosen; throws a sentence where it is another's. */
function openLog(file: string): number {
  const by = process.geteuid?.() ?? 0;
  const look = () => {
    const { path, why } = trustOfLog(file);
    if (why !== null) throw new Error(why);
    return path;
  };
  makeFolder(dirname(look()), 0o750);
  const path = look();
  const check = ({ uid }: Stats) => {
    if (uid !== by && uid !== 0) throw new Error(words().files.notOwned(dirname(path), uid, by === 0));
  };
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
  // O_APPEND: lines of two fdtops do not mix. O_NOFOLLOW: root writes to no file that somebody has pointed it to.
  const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  // Held open: the group of /var/log could put another folder in the place of the one that was looked at.
  return inFolder(dirname(path), { check, follows: false }, name => openSync(name(basename(path)), flags, 0o640));
}

function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null; // a uid without a name
  }
}
