import { readlinkSync } from 'node:fs';
import { readFailure } from './tree.ts';

/** Gunicorn's heartbeat files lie among the first fds that a process opens [field: 4 to 7]. */
const FIRST_FD = 3;
const LAST_FD = 12;

/** Link targets of the lowest fds of a process; null when they may not be read. */
export function lowFdLinks(procRoot: string, pid: number): string[] | null {
  const links: string[] = [];
  for (let fd = FIRST_FD; fd <= LAST_FD; fd += 1) {
    try {
      links.push(readlinkSync(`${procRoot}/${pid}/fd/${fd}`));
    } catch (error) {
      if (readFailure(error) === 'permission') return null;
    }
  }
  return links;
}
