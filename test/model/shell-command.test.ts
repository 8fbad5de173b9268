/** What a person is told to paste: given to real shells. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { shellCommand } from '../../src/model/shell-command.ts';
import { need } from '../support/need.ts';

/** What a terminal obeys: it must not come out. */
const OBEYED = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** The words as a program gets them from this shell. */
function wordsIn(shell: string, command: string): string[] {
  const env = { PATH: '/usr/bin:/bin', HOME: '/nowhere', LC_ALL: 'C.UTF-8', x: 'expanded' };
  const text = execFileSync(shell, ['-c', `printf '%s\\0' ${command}`], { cwd: '/', env, encoding: 'utf8' });
  return text.split('\0').slice(0, -1);
}

const SEEN = [
  'plain',
  'web@1.service',
  '/etc/supervisor/conf.d/a_b-c.conf',
  '--option=value',
  '',
  ' ',
  'two words',
  "it's",
  "''",
  'a"b',
  '\\',
  'a\\x2db.service',
  '$x',
  '\x24{x}',
  '$(id)',
  '`id`',
  '; id #',
  "'; id #",
  '#no comment',
  '&',
  '|',
  '>out',
  '*',
  '/bin/*',
  '[a-z]',
  '{a,b}',
  '!!',
  '~',
  '~root',
  'a=~root',
  '=cat',
  'x=1',
  '%s',
  'ñandú',
  '漢字',
  '🦀',
  "$'\\x41'",
];

const UNSEEN = [
  'two\nlines',
  'a\tb',
  '\r',
  '\x1b[31mred',
  "\x1b' ; id #",
  '\\\x1b\\',
  '\x01\x7f',
  '\x80\x9b2J',
  '\u00ad',
  '\u202etxt.exe',
  '\u2066a\u2069',
  'a\u200bb',
  '\ufeffa',
  '\u2028',
  '\u{e0041}',
  'ñ\x1b1',
  '\x1bf0',
];

test.each(SEEN)('%j comes through bash and sh as it is', word => {
  const command = shellCommand([word, 'next']);
  expect(wordsIn('bash', command)).toEqual([word, 'next']);
  expect(wordsIn('sh', command)).toEqual([word, 'next']);
});

test.each(UNSEEN)('%j comes through bash as it is, and nothing of it is unseen in what is printed', word => {
  const command = shellCommand([word, 'next']);
  expect(command).not.toMatch(OBEYED);
  expect(wordsIn('bash', command)).toEqual([word, 'next']);
});

need('zsh')('zsh', () => {
  test('reads them in the same way', () => {
    const words = [...SEEN, ...UNSEEN];
    expect(wordsIn('zsh', shellCommand(words))).toEqual(words);
  });
});

test('all at once, and the words of another process, too', () => {
  const words = [...SEEN, ...UNSEEN];
  expect(wordsIn('bash', shellCommand(words.map(foreign)))).toEqual(words);
});

test('a surrogate without a partner, which no bytes can say, is still no danger', () => {
  expect(shellCommand(['a\ud800b'])).not.toMatch(/[\ud800-\udfff]/);
});

test('what needs no quotes has none: it is to be read', () => {
  expect(shellCommand(['sudo', 'systemctl', '--user', '-M', '1000@', 'restart', 'web@1.service'])).toBe(
    'sudo systemctl --user -M 1000@ restart web@1.service',
  );
  expect(shellCommand(['supervisorctl', '-c', '/srv/my app/s.conf', 'status'])).toBe(
    "supervisorctl -c '/srv/my app/s.conf' status",
  );
  expect(shellCommand(['~root', '=cat', 'A=1'])).toBe("'~root' '=cat' A=1");
});
