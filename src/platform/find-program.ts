import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { whyUntrusted } from './path-trust.ts';
import { hasRights } from './rights.ts';

/** Where programs of the system lie; also those of snap and NixOS. */
const FOLDERS = [
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/snap/bin',
  '/run/current-system/sw/bin',
];

/** The PATH of all that fdtop starts. */
export const SYSTEM_PATH = FOLDERS.slice(0, 6).join(':');

/** What only root can change. */
const ROOTS = { by: 'root', what: 'file' } as const;

declare const trusted: unique symbol;
/** The full path of a program that fdtop may execute as the user that it is itself. */
export type TrustedProgram = string & { readonly [trusted]: true };

/**
 * A program by its name, as PATH finds it, else in the system's folders. Root has only what nobody else can change: whatever
 * folder of a user stands in its PATH, what lies there is passed over. Null when there is none.
 */
export function findProgram(name: string): TrustedProgram | null {
  return findInPath(name) ?? findIn(FOLDERS, name);
}

/** The same, of what a person could type alone. */
export function findInPath(name: string): TrustedProgram | null {
  const path = (process.env.PATH ?? '').split(':').filter(folder => folder.startsWith('/'));
  return findIn(path, name);
}

function findIn(folders: readonly string[], name: string): TrustedProgram | null {
  for (const folder of folders) {
    const found = programAt(join(folder, name));
    if (found) return found;
  }
  return null;
}

/** The program of this path, if this user may execute it; root only what nobody else can change. Null otherwise. */
export function programAt(path: string): TrustedProgram | null {
  if (hasRights() && whyUntrusted(path, ROOTS) !== null) return null;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? (path as TrustedProgram) : null;
  } catch {
    return null;
  }
}

/**
 * The program that a process of fdtop's own user executes, to be executed once more: root's only where nobody else can change it.
 * What another user's process executes has no way here: it is started as that user alone.
 */
export function ownersProgram(path: string): TrustedProgram | null {
  return hasRights() ? programAt(path) : (path as TrustedProgram);
}

/** As programAt, of a path that a process has named: also for others than root it must be theirs or root's, all the way. */
export function programOfProcess(path: string): TrustedProgram | null {
  return isOwn(path) ? programAt(path) : null;
}

/** Whether nobody but root and this user can have chosen what lies at this path. */
export function isOwn(path: string): boolean {
  const by = hasRights() ? 'root' : (process.geteuid?.() ?? 'root');
  return whyUntrusted(path, { by, what: 'file' }) === null;
}
