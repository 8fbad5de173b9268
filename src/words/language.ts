import { commandAmong, flagsOf } from '../config/flags.ts';
import { LANGUAGES, type Language } from './words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The language that a command speaks: the one asked for (`--lang`, or the config file), else that of the locale. What programs
 * read, or a log keeps, is English everywhere, errors too: JSON, and all that a command without `--lang` prints, as `check`
 * does for Nagios, `watch` for a journal, `record` into a file, `metrics` for Prometheus, and `doctor` for a report of a bug.
 */
export function languageOf(
  command: string,
  { lang, json }: { lang: Language | null; json: boolean },
  env: Environment,
): Language {
  if (json || !flagsOf(command).some(({ name }) => name === 'lang')) return 'en';
  return lang ?? localeLanguage(env);
}

/**
 * The same by the words as they were typed, which may be wrong: what is wrong in them, or in a config file, is said in it.
 * A language that is asked for in the config file is not known yet.
 */
export function languageOfWords(argv: readonly string[], env: Environment): Language {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const after = words.indexOf('--lang') + 1;
  const typed = after > 0 ? words[after] : words.find(word => word.startsWith('--lang='))?.slice('--lang='.length);
  return languageOf(commandAmong(words), { lang: asLanguage(typed), json: words.includes('--json') }, env);
}

/** Null for what is none. */
export function asLanguage(typed: unknown): Language | null {
  return LANGUAGES.find(language => language === typed) ?? null;
}

/** That of messages, by locale(7): LC_ALL beats LC_MESSAGES beats LANG. Whatever fdtop has no catalogue of is English. */
function localeLanguage({ LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  return /^es(?![a-z])/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'es' : 'en';
}
