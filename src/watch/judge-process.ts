import type { ProcessSample } from '../model/snapshot.ts';
import type { News, ResolvedReason } from './event.ts';
import { DOWN, isIdle, type LevelState, type Patience, step } from './hysteresis.ts';
import { type Limits, PROCESS_LEVELS, type ProcessLevel, readingsOf } from './levels.ts';
import { alertText, resolvedText } from './sentences.ts';
import type { Tracked, TrackedInstance } from './state.ts';
import { instanceSubject, subjectOf } from './subject.ts';

export interface Rules extends Limits {
  /** Samples in a row. */
  samplesUp: number;
  samplesDown: number;
}

/** Forecasts come and go with the growth: that one is over must show for longer. */
const FORECAST_PATIENCE = 3;

/** One more sample of a process: which alerts begin with it, and which are over. */
export function judgeProcess(
  key: string,
  last: Tracked | undefined,
  row: ProcessSample,
  instance: TrackedInstance,
  rules: Rules,
): { tracked: Tracked; news: News[] } {
  const readings = readingsOf(row, rules);
  const next = {} as Record<ProcessLevel, LevelState>;
  for (const level of PROCESS_LEVELS)
    next[level] = step(last?.levels[level] ?? DOWN, readings[level], patienceOf(level, rules));

  const news: News[] = [];
  const tracked: Tracked = {
    pid: row.pid,
    startTime: row.startTime,
    role: row.role,
    instance: row.instance!,
    user: row.user,
    fds: row.fds ?? last?.fds ?? null,
    absent: 0,
    levels: next,
  };
  const subject = subjectOf(row, instance);
  for (const level of PROCESS_LEVELS) {
    if (next[level].isUp || !next[level].isTold) continue;
    next[level] = { ...next[level], isTold: false };
    const text = resolvedText(level, tracked, instance, 'under');
    news.push({ event: 'resolved', level, key: `${key}:${level}`, reason: 'under', text, subject });
  }
  for (const level of owed(next)) {
    if (next[level].isTold) continue;
    next[level] = { ...next[level], isTold: true };
    const text = alertText(level, row, instance, rules);
    news.push({ event: 'alert', level, key: `${key}:${level}`, reason: null, text, subject });
  }
  tracked.levels = Object.fromEntries(Object.entries(next).filter(([, state]) => !isIdle(state)));
  return { tracked, news };
}

/**
 * The levels that must have been told: the highest of warn, leak and critical, so that who jumps over all three alerts once,
 * and who comes down from one to the other is told where it is; the forecast, unless what it foretold is there.
 */
function owed(levels: Record<ProcessLevel, LevelState>): ProcessLevel[] {
  const highest = (['critical', 'leak', 'warn'] as const).find(level => levels[level].isUp);
  return [
    ...(highest ? [highest] : []),
    ...(levels.forecast.isUp && highest !== 'critical' ? ['forecast' as const] : []),
  ];
}

function patienceOf(level: ProcessLevel, { samplesUp, samplesDown }: Rules): Patience {
  if (level === 'critical') return { up: 1, down: samplesDown };
  return { up: samplesUp, down: level === 'forecast' ? samplesDown * FORECAST_PATIENCE : samplesDown };
}

/** The end of all that was told of a process. */
export function endOf(
  key: string,
  last: Tracked,
  instance: TrackedInstance | undefined,
  reason: ResolvedReason,
): News[] {
  const { pid, startTime, role, user = null, fds } = last;
  const subject = { ...instanceSubject(instance), pid, startTime, role, user, fds };
  return PROCESS_LEVELS.filter(level => last.levels[level]?.isTold).map(level => {
    const text = resolvedText(level, last, instance, reason);
    return { event: 'resolved', level, key: `${key}:${level}`, reason, text, subject };
  });
}
