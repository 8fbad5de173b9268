import type { Config } from '../config/config.ts';
import { checkKeys, numberIn, type Section, textsIn } from '../config/section.ts';
import { UsageError } from '../config/usage-error.ts';
import { words } from '../words/words.ts';
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

/**
 * The table of the guard of root, who must say whom it is for: without that it would act on whatever any user makes look
 * like a Gunicorn. Throws a UsageError that says what is missing.
 */
export function guardOfRoot(guard: Section | null): Section {
  if (guard === null) throw new UsageError(words().commandUsage.actNeedsGuard);
  const only = textsIn(guard, 'only');
  if (only === null) throw new UsageError(words().commandUsage.actNeedsOnly(guard.where));
  const wrong = only.find(each => !/^[A-Za-z0-9:_.\\@-]+$/.test(each));
  if (wrong === undefined) return guard;
  const { where } = guard.entries.get('only')!;
  throw new UsageError(words().commandUsage.actNoUnit(where, JSON.stringify(wrong)));
}
