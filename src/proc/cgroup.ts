/**
 * The cgroup path that systemd manages, from /proc/PID/cgroup (kernel/cgroup/cgroup.c, proc_cgroup_show):
 * lines `ID:CONTROLLERS:PATH`. On v1 and hybrid machines that is the `name=systemd` hierarchy, on v2 the `0::` line;
 * a line is found by its key, its number means nothing. Null when there is neither.
 */
export function parseCgroupPath(text: string): string | null {
  let unified: string | null = null;
  for (const line of text.split('\n')) {
    // A folder of cgroups may hold any character but a line feed, which `.` alone does not take.
    const match = /^\d+:([^:]*):(.*)$/s.exec(line);
    if (match?.[1] === 'name=systemd' && match[2] !== '/') return match[2]!;
    if (match?.[1] === '') unified = match[2]!;
  }
  return unified;
}
