import { tryReadProcFile } from '../proc/tree.ts';

let known: boolean | null = null;

/** Whether this fdtop may do what its user's other programs may not: it is root, or a service with capabilities. */
export function hasRights(): boolean {
  known ??= process.geteuid?.() === 0 || hasCapability();
  return known;
}

/** `CapEff:` of /proc/self/status (fs/proc/array.c, task_cap). */
function hasCapability(): boolean {
  const [, effective = '0'] = /^CapEff:\s*([0-9a-f]+)/m.exec(tryReadProcFile('/proc/self/status') ?? '') ?? [];
  return BigInt(`0x${effective}`) !== 0n;
}
