/** Memory of a process. */
import { readFileSync } from 'node:fs';

export const MB = 1e6;

/** MB of resident memory, now (VmRSS) or the most so far (VmHWM): Documentation/filesystems/proc.rst, status. */
export function residentMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / MB;
}
