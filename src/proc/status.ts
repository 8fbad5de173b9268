/** Effective uid from /proc/PID/status (fs/proc/array.c, task_state): `Uid: real effective saved fs`. */
export function parseEffectiveUid(text: string): number | null {
  const match = /^Uid:\s+\d+\s+(\d+)/m.exec(text);
  return match && Number(match[1]);
}
