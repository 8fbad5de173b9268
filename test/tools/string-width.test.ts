import { createRequire } from 'node:module';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';

const width = createRequire(import.meta.url)('../../src/tools/bundle/string-width.cts');

test('agrees with the package on every character of the basic plane, alone and after a letter', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const known = [width(character), width(`a${character}`)];
    if (known[0] !== stringWidth(character) || known[1] !== stringWidth(`a${character}`))
      expect.fail(`U+${code.toString(16)}: ${known}`);
  }
});

test.each([
  '',
  '\x1b[31m▼ 1\x1b[0m',
  '\x1b[1;38;2;1;2;3m漢\x1b[m',
  '\x1b]8;;http://a\x07▼',
  '\u2194\ufe0f',
  'e\u0301',
  '👩‍👩‍👧',
  '漢字│▁█',
  '→ 10.0.0.5:443 … ▼',
])('agrees on %o', text => {
  expect(width(text)).toBe(stringWidth(text));
});
