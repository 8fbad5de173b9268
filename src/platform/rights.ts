import { type Capability, effectiveMask, parseCapabilities } from '../proc/capabilities.ts';
import { tryReadProcFile } from '../proc/tree.ts';

let known: string | null = null;

/** Whether this fdtop may do what its user's other programs may not: it is root, or a service with capabilities. */
export function hasRights(): boolean {
  return process.geteuid?.() === 0 || effectiveMask(ownStatus()) !== 0n;
}

/** Whether it has this one. */
export function hasCapability(name: Capability): boolean {
  return parseCapabilities(ownStatus()).includes(name);
}

function ownStatus(): string {
  known ??= tryReadProcFile('/proc/self/status') ?? '';
  return known;
}
