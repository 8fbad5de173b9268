import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The path of a program as PATH finds it; null when there is none. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(':').filter(folder => folder.startsWith('/'));
  return folders.map(folder => join(folder, name)).find(isExecutable) ?? null;
}

/** Whether this user may execute the file. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
