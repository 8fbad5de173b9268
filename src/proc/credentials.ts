/** As whom a process acts. */
export interface Credentials {
  uid: number;
  gid: number;
  /** The supplementary groups. */
  groups: number[];
}

/**
 * Effective uid and gid, and the supplementary groups, from /proc/PID/status (fs/proc/array.c, task_state):
 * `Uid: real effective saved fs`, the same for `Gid:`, and `Groups: 4 27`. Null for text that is no status.
 */
export function parseCredentials(text: string): Credentials | null {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(text);
  const gid = /^Gid:\s+\d+\s+(\d+)/m.exec(text);
  const groups = /^Groups:[ \t]*([\d \t]*)$/m.exec(text);
  if (!uid || !gid || !groups) return null;
  return { uid: Number(uid[1]), gid: Number(gid[1]), groups: groups[1]!.split(/\s+/).filter(Boolean).map(Number) };
}
