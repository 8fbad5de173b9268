/** Bit numbers (include/uapi/linux/capability.h) of those that matter to fdtop. */
const BITS = {
  CAP_DAC_READ_SEARCH: 2n,
  CAP_KILL: 5n,
  CAP_SETPCAP: 8n,
  CAP_SYS_PTRACE: 19n,
  CAP_SYS_RESOURCE: 24n,
} as const;

export type Capability = keyof typeof BITS;

/** The effective ones of /proc/PID/status as a mask; 0 where it does not tell. */
export function effectiveMask(status: string): bigint {
  return BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
}

/** The effective ones of /proc/PID/status (fs/proc/array.c, task_cap: `CapEff:` in hexadecimal). */
export function parseCapabilities(status: string): Capability[] {
  const mask = effectiveMask(status);
  return (Object.keys(BITS) as Capability[]).filter(name => ((mask >> BITS[name]) & 1n) === 1n);
}
