import { tryReadProcFile } from './tree.ts';

export interface Mount {
  id: number;
  /** `8:1`, `0:52`: of the file system. */
  device: string;
  /** Where it is mounted, as the process sees it. */
  path: string;
  /** `ext4`, `overlay`, `nfs4`, `fuse.sshfs`. */
  type: string;
}

/** A process may have 100,000 mounts (fs.mount-max); what lies behind these is not looked for. */
const MOST_BYTES = 256 * 1024;

const ROW = /^(\d+) \d+ (\d+:\d+) \S+ (\S+) (?:[^-]\S* |-\S+ )*- (\S+) /;

/** Parses /proc/PID/mountinfo (proc_pid_mountinfo(5)): `27 1 8:1 / /srv rw,relatime shared:1 - ext4 /dev/sda1 rw`. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap(line => {
    const [, id, device, path, type] = ROW.exec(line) ?? [];
    return id === undefined ? [] : [{ id: Number(id), device: device!, path: plainPath(path!), type: type! }];
  });
}

/** Those that a process sees, the first some thousand of them; none where that may not be read. */
export function readMounts(procRoot: string, pid: number | 'self'): Mount[] {
  return parseMounts(tryReadProcFile(`${procRoot}/${pid}/mountinfo`, MOST_BYTES) ?? '');
}

/** The mount that a path of a process lies on, by its path; links in it are not followed. Null when it is not told. */
export function mountOf(procRoot: string, pid: number, path: string): string | null {
  const above = readMounts(procRoot, pid).filter(mount => {
    return path === mount.path || path.startsWith(mount.path === '/' ? '/' : `${mount.path}/`);
  });
  return above.reduce<string | null>(
    (best, each) => (each.path.length >= (best?.length ?? 0) ? each.path : best),
    null,
  );
}

/** Blanks, tabs, line feeds and backslashes are written as `\040`. */
function plainPath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}
