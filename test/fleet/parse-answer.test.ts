import { expect, test } from 'vitest';
import { parseAnswer } from '../../src/fleet/parse-answer.ts';
import { answerText } from './series.ts';

test('a vector, a matrix, and warnings', () => {
  const vector = answerText([{ metric: { pid: '1' }, value: [10.5, '+Inf'] }]);
  expect(parseAnswer(200, vector)).toEqual({
    series: [{ labels: { pid: '1' }, points: [{ at: 10.5, value: Number.POSITIVE_INFINITY }] }],
    warnings: [],
  });
  const values = [
    [1, '4'],
    [2, '5'],
  ];
  const matrix = JSON.parse(answerText([{ metric: {}, values }], 'matrix'));
  expect(parseAnswer(200, JSON.stringify({ ...matrix, warnings: ['a store is\nmissing'] }))).toEqual({
    series: [
      {
        labels: {},
        points: [
          { at: 1, value: 4 },
          { at: 2, value: 5 },
        ],
      },
    ],
    warnings: ['a store is missing'],
  });
});

test.each([
  [200, '<html>log in</html>', 'no Prometheus answers there (HTTP 200, no JSON)'],
  [502, '', 'no Prometheus answers there (HTTP 502, no JSON)'],
  [200, '[]', 'it says: HTTP 200'],
  [422, '{"status":"error","errorType":"execution","error":"query timed out"}', 'it says: query timed out'],
  [
    200,
    '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}',
    'no Prometheus answers there (no vector and no matrix)',
  ],
  [200, '{"status":"success"}', 'no Prometheus answers there (no vector and no matrix)'],
])('HTTP %i %s', (status, body, message) => {
  expect(() => parseAnswer(status, body)).toThrow(new Error(message));
});

test('what is no text is not made one', () => {
  const odd = { toString: 1, valueOf: 1 };
  expect(() => parseAnswer(200, answerText([{ metric: { pid: odd }, value: [1, '1'] }] as never))).toThrow(/series/);
  expect(() => parseAnswer(400, JSON.stringify({ status: 'error', error: odd }))).toThrow(/HTTP 400/);
  const { warnings } = parseAnswer(200, JSON.stringify({ ...JSON.parse(answerText([])), warnings: [odd, 'slow'] }));
  expect(warnings).toEqual(['slow']);
});
