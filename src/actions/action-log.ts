import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { userFolder } from '../files/user-folder.ts';
import { words } from '../words/words.ts';
import type { Outcome } from './outcome.ts';

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
  const line = JSON.stringify({
    ...at,
    ...by,
    ...record,
    processes,
    ok,
    outcome: text,
    seconds: Math.round(seconds * 10) / 10,
  });
  try {
    file = actionLogFile();
    makeFolder(dirname(file), 0o750);
    // O_APPEND: lines of two fdtops do not mix. O_NOFOLLOW: root writes to no file that somebody has pointed it to.
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o640);
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

function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null; // a uid without a name
  }
}
