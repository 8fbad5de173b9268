/** How /proc is mounted, as far as it hides processes: proc(5), "Mount options". */
export interface ProcMount {
  /** Whose processes a user without rights sees: 0 all, 1 only what is public of others, 2 not even that they run. */
  hidepid: 0 | 1 | 2;
  /** `subset=pid`: nothing but processes. */
  onlyPids: boolean;
}

/** hidepid= as a number and as a word (fs/proc/root.c, hidepid_params). `ptraceable` is the strictest: 4. */
const LEVELS = new Map<string, ProcMount['hidepid']>([
  ['1', 1],
  ['noaccess', 1],
  ['2', 2],
  ['invisible', 2],
  ['4', 2],
  ['ptraceable', 2],
]);

/** The last mount on /proc in /proc/PID/mounts (fs/proc_namespace.c): `proc /proc proc rw,relatime,hidepid=invisible 0 0`. */
export function parseProcMount(mounts: string): ProcMount {
  const lines = mounts.split('\n').map(line => line.split(' '));
  const [, , , options = ''] = lines.filter(([, folder, type]) => folder === '/proc' && type === 'proc').at(-1) ?? [];
  return {
    hidepid: LEVELS.get(/(?:^|,)hidepid=(\w+)/.exec(options)?.[1] ?? '') ?? 0,
    onlyPids: /(?:^|,)subset=pid(?:,|$)/.test(options),
  };
}
