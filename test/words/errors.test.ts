/** What is wrong with a command line, a config file or a recording is said in the language of whoever typed it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { languageOfWords } from '../../src/words/language.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-errors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of this text. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const BAD_KEY = file('key.toml', 'warn = 5\n\nlek = 7\n');
const BAD_VALUE = file('value.toml', 'lang = "es"\nread-only = true\ninterval = 0\n');
const NO_RECORDING = file('notes.txt', 'nothing of fdtop\n');

test.each<[what: string, args: string[], said: string]>([
  ['an unknown option', ['--lang', 'es', '--wran', '5'], 'opción desconocida: --wran, ¿querías decir --warn?'],
  ['an unknown option before it', ['--wran', '5', '--lang=es'], 'opción desconocida: --wran'],
  ['an unknown command', ['recyle', '--lang', 'es'], 'comando desconocido: "recyle", ¿querías decir recycle?'],
  ['a bad value', ['--lang', 'es', '--interval', '0'], '--interval "0" no es un número de segundos'],
  ['a bad filter', ['--lang', 'es', '--filter', 'fds>'], '--filter "fds>": '],
  ['a missing argument', ['kill', '--lang', 'es'], 'kill necesita un PID, o --worst'],
  ['an argument too many', ['kill', '1', '2', '--lang', 'es'], 'fdtop kill admite un solo argumento: sobra "2"'],
  [
    'a bad key',
    ['--lang', 'es', '--config', BAD_KEY],
    `${BAD_KEY} línea 3: lek: clave desconocida, ¿querías decir leak?`,
  ],
  ['a bad value of a file in Spanish', ['--config', BAD_VALUE], `${BAD_VALUE} línea 3: interval "0" no es un número`],
  ['no proc tree', ['--lang', 'es', '--proc-root', folder], `--proc-root ${folder}: no es un árbol proc`],
])('%s: in Spanish, and the exit code is 2', async (_, args, said) => {
  const { stdout, stderr, exitCode } = await fdtop(...args);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toContain(`fdtop: ${said}`);
  expect(stderr.split('\n')).toHaveLength(1);
});

test('what is no recording is told so in Spanish', async () => {
  const { stderr, exitCode } = await fdtop('diagnose', '--lang', 'es', '--replay', NO_RECORDING);
  const said = `fdtop: ${NO_RECORDING} no es una grabación de fdtop: no contiene ninguna captura`;
  expect({ stderr, exitCode }).toEqual({ stderr: said, exitCode: 1 });
});

test.each([
  ['--wran', 'fdtop: opción desconocida: --wran'],
  ['record', 'fdtop: record needs a FILE'],
  ['check --wran', 'FDTOP UNKNOWN - unknown option --wran'],
])('in a Spanish locale: %s', async (typed, said) => {
  const env = { LC_ALL: 'es_ES.UTF-8' };
  const { all } = await execa(process.execPath, [FDTOP, ...typed.split(' ')], { env, all: true, reject: false });
  expect(all).toContain(said);
});

test.each([
  ['--foo --lang es', {}, 'es'],
  ['--foo --lang=es', {}, 'es'],
  ['--foo --lang en', { LANG: 'es_ES.UTF-8' }, 'en'],
  ['--foo', { LANG: 'es_ES.UTF-8' }, 'es'],
  ['kill --foo', { LANG: 'es_ES.UTF-8' }, 'es'],
  ['--foo --lang fr', { LANG: 'es_ES.UTF-8' }, 'es'],
  ['--foo --lang', { LANG: 'es_ES.UTF-8' }, 'es'],
  ['--foo -- --lang es', {}, 'en'],
  ['--foo --json', { LANG: 'es_ES.UTF-8' }, 'en'],
  ['watch --foo --lang es', { LANG: 'es_ES.UTF-8' }, 'en'],
])('%j in %j is %s', (typed, env, language) => {
  expect(languageOfWords(typed.split(' '), env)).toBe(language);
});

describe('no sentence of an error stands outside of the catalogues', () => {
  const source = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name));

  /** `new Error('…')`, with the words of a sentence in it. */
  const literals = (name: string, error: string) =>
    readFileSync(join(source, name), 'utf8').match(
      new RegExp(`new ${error}\\(\\s*(['"\`])[^\\n]*?[a-z]{2,} [a-z]{2}[^\\n]*`, 'g'),
    ) ?? [];

  test('of those of usage none, whoever reads it', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap(name => literals(name, 'UsageError'))).toEqual([]);
  });

  test('of others only where English alone is spoken', () => {
    const english = [
      ...['commands/watch-guard.ts', 'watch/', 'metrics/', 'tools/'],
      // The reader of Python's heap, whose sentences test/words/origin-reasons.test.ts knows.
      'python/',
      // Those would be errors of fdtop itself.
      ...['demo/roles.ts', 'threads/ask-thread.ts', 'platform/run-program.ts'],
    ];
    const spoken = files.filter(name => !english.some(start => name.startsWith(start)));
    expect(spoken.flatMap(name => literals(name, '\\w*Error'))).toEqual([]);
    // They are found where there are some.
    for (const start of ['metrics/', 'tools/', 'python/', 'demo/roles.ts', 'threads/ask-thread.ts'])
      expect(
        files.filter(name => name.startsWith(start)).flatMap(name => literals(name, 'Error')),
        start,
      ).not.toEqual([]);
  });
});
