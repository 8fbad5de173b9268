import { CRITICAL_PERCENT, type Thresholds } from '../model/severity.ts';
import type { ProcessSample } from '../model/snapshot.ts';

/** What alerts are about, worst last: that is also the order in which a full queue lets go of them. */
export const LEVELS = ['unknown', 'warn', 'leak', 'guard', 'forecast', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** Those that each process has. `unknown` belongs to an instance, `guard` to the guard. */
export const PROCESS_LEVELS = ['warn', 'leak', 'critical', 'forecast'] as const;
export type ProcessLevel = (typeof PROCESS_LEVELS)[number];

/** `over` speaks for an alert, `under` against it; between the two all stays as it is, and so it does while nothing is known. */
export type Reading = 'over' | 'between' | 'under' | 'unknown';

export interface Limits extends Thresholds {
  /** 0: no forecasts. */
  forecastMinutes: number;
}

/** An alert is over only under this share of its threshold: a count that sways around it alerts once. */
export const RELEASE = 0.9;
/** A forecast of more than so many times the minutes, or none, resolves that alert. */
export const FORECAST_RELEASE = 2;

/** What one sample of a process says about each level. */
export function readingsOf(process: ProcessSample, limits: Limits): Record<ProcessLevel, Reading> {
  const { fds, usedPercent } = process;
  return {
    warn: against(fds, limits.warn),
    leak: against(fds, limits.leak),
    critical: against(usedPercent, CRITICAL_PERCENT),
    forecast: forecastReading(process, limits),
  };
}

function against(value: number | null, threshold: number): Reading {
  if (value === null) return 'unknown';
  if (value >= threshold) return 'over';
  return value < threshold * RELEASE ? 'under' : 'between';
}

function forecastReading({ fds, fdsPerSecond, secondsToLimit }: ProcessSample, { forecastMinutes }: Limits): Reading {
  if (forecastMinutes === 0) return 'under';
  // Just after the start of fdtop no growth is known: that resolves nothing.
  if (fds === null || fdsPerSecond === null) return 'unknown';
  if (secondsToLimit === null || secondsToLimit > forecastMinutes * 60 * FORECAST_RELEASE) return 'under';
  return secondsToLimit <= forecastMinutes * 60 ? 'over' : 'between';
}
