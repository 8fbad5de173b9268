import { expect, test } from 'vitest';
import { lastError } from '../../src/demo/last-error.ts';

test('prefers the line that names an error', () => {
  expect(lastError('node:internal\n  throw\n\nTypeError: x is not y\n    at z\n\nNode.js v26\n')).toBe(
    'TypeError: x is not y',
  );
  expect(lastError('Traceback\n  import b\nimportlib.ImportError: b\n[ERROR] Reason: Worker failed to boot.')).toBe(
    'importlib.ImportError: b',
  );
});

test('else takes the last line', () => {
  expect(lastError('one\ntwo\n')).toBe('two');
  expect(lastError('')).toBe('it ended without a word');
});
