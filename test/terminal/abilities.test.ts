import { describe, expect, test } from 'vitest';
import { canMoveCursor, colorDepth, hasUnicode } from '../../src/terminal/abilities.ts';

describe('the colours', () => {
  test.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'rgb'],
    [{ TERM: 'tmux-256color', COLORTERM: '24bit' }, 'rgb'],
    [{ TERM: 'xterm-kitty' }, 'rgb'],
    [{ TERM: 'xterm-direct' }, 'rgb'],
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'screen-256color' }, '256'],
    [{ TERM: 'xterm-256color', COLORTERM: 'yes' }, '256'],
    [{ TERM: 'xterm' }, '16'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'screen' }, '16'],
    [{ TERM: 'dumb' }, 'none'],
    [{}, 'none'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'none'],
    // https://no-color.org: when present and not an empty string.
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
  ] as const)('%j has %s', (env, depth) => {
    expect(colorDepth(env, 'auto')).toBe(depth);
  });

  test('--color never and always beat NO_COLOR', () => {
    expect(colorDepth({ TERM: 'xterm', COLORTERM: 'truecolor' }, 'never')).toBe('none');
    expect(colorDepth({ TERM: 'xterm', NO_COLOR: '1' }, 'always')).toBe('16');
    expect(colorDepth({ TERM: 'xterm-256color', NO_COLOR: '1' }, 'always')).toBe('256');
  });
});

test.each([
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'de_DE.utf8' }, true],
  [{ LANG: 'en_US.UTF-8@euro' }, true],
  // What macOS sends through ssh.
  [{ LC_CTYPE: 'UTF-8' }, true],
  [{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_GB.UTF-8' }, true],
  [{ LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
  [{ LC_ALL: 'C', LC_CTYPE: 'C.UTF-8', LANG: 'C.UTF-8' }, false],
  [{ LC_ALL: 'POSIX', LANG: 'C.UTF-8' }, false],
  [{ LANG: 'en_US.ISO-8859-1' }, false],
  [{ LANG: 'en_US' }, false],
  [{}, false],
  [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
] as const)('in %j Unicode is shown: %s', (env, expected) => {
  expect(hasUnicode(env)).toBe(expected);
});

test('a screen needs a terminal whose cursor moves', () => {
  expect(['xterm', 'vt220', 'dumb', 'unknown', ''].filter(TERM => canMoveCursor({ TERM }))).toEqual(['xterm', 'vt220']);
  expect(canMoveCursor({})).toBe(false);
});
