/** What the tests ask the kernel about processes: on purpose not with the code under test. */
import { readdirSync, readFileSync } from 'node:fs';

/** Is there a process with this pid that is not a zombie? */
export function isAlive(pid: number): boolean {
  const stat = statFields(pid);
  return stat !== null && stat[0] !== 'Z' && stat[0] !== 'X';
}

export function parentOf(pid: number): number | null {
  const stat = statFields(pid);
  return stat && Number(stat[1]);
}

/** Every pid in the process group, zombies left out. */
export function membersOfGroup(group: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && isAlive(pid) && Number(statFields(pid)?.[2]) === group);
}

/** Like `ls /proc/PID/fd`: the numbers of its open fds. */
export function fdsOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/fd`).map(Number);
}

/** The fields of /proc/PID/stat from the third, the state, on: the ones before it may contain spaces. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
