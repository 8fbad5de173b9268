import { homedir, userInfo } from 'node:os';
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

/** The home of fdtop's user as the system knows it (getpwuid(3)), not as HOME has it; `/` for a user that it does not know. */
export function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/';
  }
}
