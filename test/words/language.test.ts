import { afterEach, describe, expect, test } from 'vitest';
import { COMMANDS, flagsOf } from '../../src/config/flags.ts';
import { formatBytes, formatCount, formatDuration, formatGrowth, formatShortCount } from '../../src/model/format.ts';
import { languageOf } from '../../src/words/language.ts';
import { speak, spokenLanguage, words } from '../../src/words/words.ts';

const nothing = { lang: null, json: false };

afterEach(() => speak('en'));

describe('by the locale', () => {
  test.each([
    [{}, 'en'],
    [{ LANG: 'es_ES.UTF-8' }, 'es'],
    [{ LANG: 'es' }, 'es'],
    [{ LANG: 'es_MX' }, 'es'],
    [{ LANG: 'es.utf8' }, 'es'],
    [{ LANG: 'es_ES@euro' }, 'es'],
    [{ LANG: 'ES_AR.UTF-8' }, 'es'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'est_EE.UTF-8' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'POSIX' }, 'en'],
    [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'es_ES.UTF-8' }, 'es'],
    [{ LANG: 'es_ES.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'es_ES.UTF-8', LC_CTYPE: 'en_US.UTF-8' }, 'es'],
    [{ LANG: 'es_ES.UTF-8', LC_MESSAGES: 'es_ES.UTF-8', LC_ALL: 'C.UTF-8' }, 'en'],
    [{ LANG: 'C', LC_MESSAGES: 'C', LC_ALL: 'es_ES' }, 'es'],
    [{ LANG: 'es_ES.UTF-8', LC_MESSAGES: '', LC_ALL: '' }, 'es'],
  ])('%j is %s', (env, language) => {
    expect(languageOf('', nothing, env)).toBe(language);
  });
});

test('what was asked for beats the locale', () => {
  expect(languageOf('', { lang: 'en', json: false }, { LANG: 'es_ES.UTF-8' })).toBe('en');
  expect(languageOf('kill', { lang: 'es', json: false }, { LC_ALL: 'C' })).toBe('es');
});

test('what programs read is English', () => {
  const env = { LANG: 'es_ES.UTF-8' };
  expect(languageOf('diagnose', { lang: 'es', json: true }, env)).toBe('en');
  const english = COMMANDS.map(({ name }) => name).filter(name => languageOf(name, nothing, env) === 'en');
  expect(english).toEqual(['trace-hook', 'check', 'watch', 'record', 'metrics', 'doctor', 'completion']);
  for (const name of english) expect(flagsOf(name).map(flag => flag.name)).not.toContain('lang');
});

test('a language writes numbers in its own way', async () => {
  const numbers = () => [
    formatCount(488_868),
    formatCount(Number.POSITIVE_INFINITY),
    formatShortCount(2_466_170),
    formatGrowth(0.4),
    formatDuration(3 * 365 * 86_400),
    formatBytes(1.5 * 1024 ** 3),
  ];
  const english = numbers();
  expect(english).toEqual(['488,868', 'unlimited', '2.47M', '+0.4/s', '3 y', '1.5G']);
  await speak('es');
  expect(spokenLanguage()).toBe('es');
  expect(words().dialogs.cancel).toBe('Cancelar');
  expect(numbers()).toEqual(['488.868', 'ilimitado', '2,47M', '+0,4/s', '3 a', '1,5G']);
  await speak('en');
  expect(numbers()).toEqual(english);
});
