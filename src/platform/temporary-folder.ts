import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownPath } from './path-trust.ts';

/**
 * Makes a new folder for what this user is about to execute or write: below TMPDIR, or below /tmp where another user has laid
 * the way to TMPDIR, as sudo -E and su -m may leave it; he could put another folder in its place. Throws what mkdtemp(3) says.
 */
export function makeTemporaryFolder(prefix: string): string {
  return mkdtempSync(join(isOurs(tmpdir()) ? tmpdir() : '/tmp', prefix));
}

function isOurs(folder: string): boolean {
  try {
    ownPath(join(folder, 'fdtop'), { waits: true });
    return true;
  } catch {
    return false;
  }
}
