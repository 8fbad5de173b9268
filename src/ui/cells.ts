import { formatCount, formatDecimal, formatGrowth, formatShortCount } from '../model/format.ts';
import { type Instance, type ProcessSample, processKey, type Role } from '../model/snapshot.ts';
import { sparkline } from '../model/sparkline.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import type { CellContext } from './column.ts';

/** What each role is called on the screen. */
export const ROLE_NAMES: Record<Role, string> = {
  master: 'master',
  worker: 'worker',
  'dirty-arbiter': 'dirty-arb',
  'dirty-worker': 'dirty-wkr',
  helper: 'helper',
  other: '-',
};

/** Not counted yet, which is not the same as not permitted. */
const NOT_YET = '…';
/** A count of at least this age is marked: it was not taken at this tick. */
const STALE_SECONDS = 2;

export function fdsText({ fds, fdsUnknown, fdsAgeSeconds }: ProcessSample): string {
  if (fds === null && fdsUnknown === null) return NOT_YET;
  return `${fdsAgeSeconds >= STALE_SECONDS ? '~' : ''}${formatCount(fds)}`;
}

/** A limit over 9,999,999 is too wide for its column: systemd's "infinity" is 1,073,741,816 on many machines. */
export function limitText({ limitSoft }: ProcessSample): string {
  return (limitSoft ?? 0) < 10_000_000 ? formatCount(limitSoft) : formatShortCount(limitSoft);
}

/** `↑312/s`, `↓3/s`, `0`: the arrow stands for the sign. */
export function growthText({ fdsPerSecond }: ProcessSample): string {
  return formatGrowth(fdsPerSecond).replace(/^[+-]/, sign => (sign === '+' ? '↑' : '↓'));
}

export function historyText(process: ProcessSample, { width, histories, thresholds }: CellContext): string {
  const points = histories.get(processKey(process))?.points ?? [];
  const marks = [thresholds.warn, thresholds.leak];
  return sparkline(points, { width, seconds: HISTORY_SECONDS, marks, limit: process.limitSoft });
}

export function cpuText({ cpuPercent }: ProcessSample): string {
  return cpuPercent === null ? '-' : formatDecimal(cpuPercent, cpuPercent < 999.95 ? 1 : 0);
}

/** The service of a process in one word: its unit, or its app; null for one of no instance. */
export function serviceName({ service }: ProcessSample, instance: Instance | null): string | null {
  return service ?? instance?.unit?.replace(/\.service$/, '') ?? instance?.name ?? null;
}
