import { flagsOf } from '../config/flags.ts';
import type { Language } from './words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The language that a command speaks: the one asked for (`--lang`, or the config file), else that of the locale. What programs
 * read is English everywhere: JSON, and all that a command without `--lang` prints.
 */
export function languageOf(
  command: string,
  { lang, json }: { lang: Language | null; json: boolean },
  env: Environment,
): Language {
  if (json || !flagsOf(command).some(({ name }) => name === 'lang')) return 'en';
  return lang ?? localeLanguage(env);
}

/** That of messages, by locale(7): LC_ALL beats LC_MESSAGES beats LANG. Whatever fdtop has no catalogue of is English. */
function localeLanguage({ LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  return /^es(?![a-z])/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'es' : 'en';
}
