// Stands in until the child process that reads foreign files is merged.
import { existsSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { type Foreign, foreign } from '../model/foreign.ts';
import type { Credentials } from '../proc/identity.ts';

export async function foreignExists(root: string, path: string): Promise<boolean> {
  return existsSync(root + path);
}
export async function foreignRealPath(root: string, path: string): Promise<string | null> {
  try {
    return realpathSync(root + path);
  } catch {
    return null;
  }
}
export async function readForeignFile({
  root,
  path,
}: {
  root: string;
  path: string;
  mostBytes: number;
  readableBy: Credentials | null;
}): Promise<{ text: Foreign; stat: Stats } | { why: string; reason: 'gone' | 'permission' | 'other' }> {
  try {
    const stat = statSync(root + path);
    if (!stat.isFile()) return { why: 'no plain file', reason: 'other' };
    return { text: foreign(readFileSync(root + path, 'utf8')), stat };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { why: message, reason: code === 'ENOENT' ? 'gone' : code === 'EACCES' ? 'permission' : 'other' };
  }
}
