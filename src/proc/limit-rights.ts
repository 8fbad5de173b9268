/** What the kernel looks at before one process may change a limit of another. */
export interface LimitRights {
  /** Real, effective, saved. */
  uids: readonly number[];
  gids: readonly number[];
  /** What a program executed by root may hold, and what one executed by anybody else keeps: bit masks. */
  capBounding: bigint;
  capAmbient: bigint;
}

/** Bit number of CAP_SYS_RESOURCE (include/uapi/linux/capability.h). */
const CAP_SYS_RESOURCE = 24n;

/**
 * The ids and capabilities of /proc/PID/status (fs/proc/array.c, task_state and task_cap): `Uid: real effective saved fs`,
 * `CapBnd:` and `CapAmb:` in hexadecimal. Null when a line of ids is missing.
 */
export function parseLimitRights(status: string): LimitRights | null {
  const ids = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)`, 'm').exec(status);
    return match?.slice(1).map(Number);
  };
  const mask = (name: string) => BigInt(`0x${new RegExp(`^${name}:\\s+([0-9a-f]+)`, 'm').exec(status)?.[1] ?? '0'}`);
  const uids = ids('Uid');
  const gids = ids('Gid');
  return uids && gids ? { uids, gids, capBounding: mask('CapBnd'), capAmbient: mask('CapAmb') } : null;
}

/** Whether a program that this process executes holds CAP_SYS_RESOURCE: root's gets the bounding set at exec. */
export function childHasSysResource({ uids, capBounding, capAmbient }: LimitRights): boolean {
  return (((uids[1] === 0 ? capBounding : capAmbient) >> CAP_SYS_RESOURCE) & 1n) === 1n;
}

/** Whether /proc/self/uid_map is that of the first user namespace, in which alone CAP_SYS_RESOURCE raises hard limits. */
export function isFirstUserNamespace(uidMap: string): boolean {
  return /^\s*0\s+0\s+4294967295\s*$/.test(uidMap);
}

/**
 * Whether the first may change limits of the second without a capability (kernel/sys.c, check_prlimit_permission): its real
 * ids are all three of the other's.
 */
export function mayChangeLimits(own: LimitRights, other: LimitRights): boolean {
  return other.uids.every(uid => uid === own.uids[0]) && other.gids.every(gid => gid === own.gids[0]);
}
