/** The built program, run as a user runs it. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { ProcessSample, Snapshot } from '../../src/model/snapshot.ts';

export const FDTOP = fileURLToPath(new URL('../../dist/fdtop.js', import.meta.url));

/** Runs `fdtop ARGS` to its end, not on a terminal; any exit code is an answer. */
export function fdtop(...args: string[]) {
  return execa(process.execPath, [FDTOP, ...args], { reject: false, stdin: 'ignore', timeout: 30_000 });
}

export async function snapshot(...args: string[]): Promise<Snapshot> {
  const { stdout, stderr, exitCode } = await fdtop('--once', '--json', ...args);
  if (exitCode !== 0) throw new Error(`fdtop --once --json exited with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The rows of the instance of this master, by role. */
export function instanceRows({ processes, instances }: Snapshot, masterPid: number) {
  const instance = instances.find(candidate => candidate.masterPid === masterPid);
  const rows = processes.filter(process => instance && process.instance === instance.id);
  const ofRole = (role: ProcessSample['role']) => rows.filter(row => row.role === role);
  return { instance, rows, masters: ofRole('master'), workers: ofRole('worker'), helpers: ofRole('helper') };
}

/** What `ls /proc/PID/fd` counts. */
export function listedFds(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
