import type { Config } from '../config/config.ts';
import { checkKeys, numberIn, textsIn } from '../config/section.ts';
import type { GuardRules } from './guard-rules.ts';

const DEFAULTS = { samples: 5, cooldown: 60, perHour: 6, only: null };

/** The rules that `[guard]` of the config file gives, over the defaults. Throws a UsageError that names file, line and key. */
export function guardRulesOf({ guard, leak }: Pick<Config, 'guard' | 'leak'>): GuardRules {
  if (guard === null) return { over: leak, ...DEFAULTS };
  checkKeys(guard, ['over', 'samples', 'cooldown', 'per-hour', 'only']);
  const whole = (key: string, least: number, most: number) => numberIn(guard, key, { least, most, whole: true });
  return {
    over: whole('over', 1, Number.MAX_SAFE_INTEGER) ?? leak,
    samples: whole('samples', 1, 100_000) ?? DEFAULTS.samples,
    cooldown: numberIn(guard, 'cooldown', { least: 0, most: 86_400 }) ?? DEFAULTS.cooldown,
    perHour: whole('per-hour', 1, 3600) ?? DEFAULTS.perHour,
    only: textsIn(guard, 'only'),
  };
}
