export interface Limit {
  soft: number;
  hard: number;
}

/**
 * RLIMIT_NOFILE from /proc/PID/limits (fs/proc/base.c, proc_pid_limits); Infinity for "unlimited".
 * Null when the line is missing or not two numbers.
 */
export function parseOpenFilesLimit(text: string): Limit | null {
  const match = /^Max open files +(\d+|unlimited) +(\d+|unlimited) +files/m.exec(text);
  return match && { soft: limitValue(match[1]!), hard: limitValue(match[2]!) };
}

/** A number, or `unlimited`, as Infinity. */
export function limitValue(text: string): number {
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
}
