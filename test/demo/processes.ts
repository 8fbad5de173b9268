import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The children of a process, dead ones (zombies) left out. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => !isGone(pid) && stat(pid)?.ppid === parent);
}

export function parentOf(pid: number): number {
  return stat(pid)!.ppid;
}

export function isGone(pid: number): boolean {
  const state = stat(pid)?.state;
  return state === undefined || state === 'Z' || state === 'X';
}

export function argvOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
}

export function linksOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** How many sockets of the process are in CLOSE_WAIT (state 08 in /proc/PID/net/tcp). */
export function closeWaitsOf(pid: number): number {
  const links = new Set(linksOf(pid));
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1);
  return rows
    .map(row => row.trim().split(/\s+/))
    .filter(columns => columns[3] === '08' && links.has(`socket:[${columns[9]}]`)).length;
}

/** Waits until it is true; the time is generous, for machines that are slow or busy. */
export async function until(what: string, isTrue: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
}

function stat(pid: number): { state: string; ppid: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ppid] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: state!, ppid: Number(ppid) };
  } catch {
    return undefined;
  }
}
