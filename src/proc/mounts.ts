import { tryReadProcFile } from './tree.ts';

/** A line of /proc/PID/mountinfo, as far as it is needed. */
export interface Mount {
  id: number;
  /** The mount that it lies on. */
  parent: number;
  /** `8:1`, `0:52`: of the file system. */
  device: string;
  /** Where it is mounted, as the process sees it. */
  point: string;
  /** `ext4`, `overlay`, `nfs4`, `fuse.sshfs`. */
  type: string;
}

/** A process may have 100,000 mounts (fs.mount-max); what lies behind these is not looked for. */
const MOST_BYTES = 256 * 1024;

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`: proc_pid_mountinfo(5). */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap(line => {
    const [id, parent, device, , point, ...rest] = line.split(' ');
    // Any number of optional fields stands before the dash.
    const type = rest[rest.indexOf('-') + 1];
    if (point === undefined || type === undefined) return [];
    return [{ id: Number(id), parent: Number(parent), device: device!, point: plainPath(point), type }];
  });
}

/** Those that a process sees, the first some thousand of them; none where that may not be read. */
export function readMounts(procRoot: string, pid: number | 'self'): Mount[] {
  return parseMounts(tryReadProcFile(`${procRoot}/${pid}/mountinfo`, MOST_BYTES) ?? '');
}

/** Blanks, tabs, line feeds and backslashes are written as `\040`. */
function plainPath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}
