import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { shellCommand } from '../model/shell-command.ts';
import { ownProgram } from '../own/program.ts';

/** Where sudo looks for programs, whatever the caller's PATH is: sudoers(5), secure_path, as Debian and Fedora set it. */
const SUDO_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * What to type to run fdtop with these words as root: `sudo fdtop kill 4711` where sudo finds this program under its name,
 * else with the full paths of what runs it.
 */
export function sudoCommand(words: readonly string[], program: readonly string[] = ownProgram()): string {
  const found = isInstalled(program.at(-1)!) ? ['fdtop'] : program;
  return shellCommand(['sudo', ...found, ...words]);
}

function isInstalled(file: string): boolean {
  return SUDO_PATH.some(directory => {
    try {
      const path = join(directory, 'fdtop');
      accessSync(path, constants.X_OK);
      return realpathSync(path) === realpathSync(file);
    } catch {
      return false;
    }
  });
}
