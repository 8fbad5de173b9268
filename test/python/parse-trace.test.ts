import { expect, test } from 'vitest';
import { parseTraceAnswer } from '../../src/python/parse-trace.ts';

test.each([
  ['{"version":1,"error":"no room"}', /^it failed: no room$/],
  ['{"version":1,"error":{"toString":1,"valueOf":1}}', /^it failed: \?$/],
  [`{"version":1,"error":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /^it failed: \?$/],
  ['{"version":1}', /^its answer makes no sense$/],
])('an answer that is none is told in half a sentence', (text, said) => {
  expect(() => parseTraceAnswer(text)).toThrow(said);
});
