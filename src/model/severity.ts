import type { Severity } from './snapshot.ts';

/** Open files from which a process is worth a look (`warn`), and from which it leaks and must be replaced (`leak`). */
export interface Thresholds {
  warn: number;
  leak: number;
}

export const CRITICAL_PERCENT = 90;
const CRITICAL_SECONDS = 600;

/** Worst first. `unknown` stands before `ok`: what cannot be seen is not known to be well. */
export const SEVERITIES: readonly Severity[] = ['critical', 'leaking', 'elevated', 'unknown', 'ok'];

export function severityOf(
  process: { fds: number | null; usedPercent: number | null; secondsToLimit: number | null },
  { warn, leak }: Thresholds,
): Severity {
  const { fds, usedPercent, secondsToLimit } = process;
  if (fds === null) return 'unknown';
  if (usedPercent !== null && usedPercent >= CRITICAL_PERCENT) return 'critical';
  if (secondsToLimit !== null && secondsToLimit <= CRITICAL_SECONDS) return 'critical';
  if (fds >= leak) return 'leaking';
  return fds >= warn ? 'elevated' : 'ok';
}

export function worstSeverity(severities: readonly Severity[]): Severity {
  return SEVERITIES.find(severity => severities.includes(severity)) ?? 'ok';
}
