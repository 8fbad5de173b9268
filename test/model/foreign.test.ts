import { expect, test } from 'vitest';
import { Foreign, foreign, rawOf } from '../../src/model/foreign.ts';
import { printable } from '../../src/model/printable.ts';

const HOSTILE = '\x1b]0;x\x07\x9b31m\u202etxt\r\nnext';
/** What a terminal obeys: it must not come out. */
const OBEYED = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

test.each<[string, (text: Foreign) => string]>([
  ['a template', text => `${text}`],
  ['String()', text => String(text)],
  ['join', text => [text, text].join(' ')],
  ['an addition', text => 'a '.concat(text as unknown as string)],
  ['JSON', text => JSON.stringify({ text }).replaceAll('\\', '')],
  ['printable', text => printable(text)],
])('by %s it becomes text that no terminal obeys', (_, textOf) => {
  const text = textOf(foreign(HOSTILE));
  expect(text).not.toMatch(OBEYED);
  expect(text).toContain('\ufffd]0;x');
  expect(text).toContain('next');
});

test('what it is stays there to be looked at', () => {
  expect(foreign(HOSTILE).raw).toBe(HOSTILE);
  expect(rawOf([foreign('a'), foreign(HOSTILE)])).toEqual(['a', HOSTILE]);
});

test('a test that compares two compares what they are', () => {
  expect(foreign('a\x1b')).toEqual(foreign('a\x1b'));
  expect(foreign('a\x1b')).not.toEqual(foreign('a\x1c'));
  expect(foreign('a')).not.toEqual('a');
  expect({ name: new Foreign('a') }).toMatchObject({ name: foreign('a') });
});
