import { type Foreign, foreign } from '../model/foreign.ts';

/** One variable of /proc/PID/environ: the environment as it was at exec. Null when it is not set there. */
export function environmentVariable(text: string, name: string): Foreign | null {
  const prefix = `${name}=`;
  const entry = text.split('\0').find(variable => variable.startsWith(prefix));
  return entry === undefined ? null : foreign(entry.slice(prefix.length));
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*(?==)/;

/**
 * The names in /proc/PID/environ, sorted, without the values. Null where something else lies there: a program that titles
 * itself (setproctitle) may write over it.
 */
export function environmentNames(text: string): string[] | null {
  // Titles are padded with NULs up to the end of what they lie over.
  if (text.includes('\0\0')) return null;
  const names = text.split('\0').flatMap(entry => NAME.exec(entry)?.[0] ?? []);
  return names.length === 0 && text !== '' ? null : [...new Set(names)].sort();
}
