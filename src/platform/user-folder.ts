import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder of the user for something (XDG Base Directory Specification): the one that `variable` names, else `fallback` in
 * his home. Null for a user without a home, as a container may have.
 */
export function userFolder(
  variable: 'XDG_CONFIG_HOME' | 'XDG_CACHE_HOME' | 'XDG_STATE_HOME',
  fallback: string,
): string | null {
  const named = process.env[variable];
  if (named && isAbsolute(named)) return named;
  try {
    return join(homedir(), fallback);
  } catch {
    return null;
  }
}
