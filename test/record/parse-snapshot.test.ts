import { expect, test } from 'vitest';
import { parseSnapshot } from '../../src/record/parse-snapshot.ts';
import { snapshot } from '../ui/snapshots.ts';

const lineAt = (time: unknown) => JSON.stringify({ ...snapshot(), time });

test('a time is one as fdtop writes it, whatever else Date.parse takes for one', () => {
  const written = '2026-11-24T12:00:00.000Z';
  expect(parseSnapshot(lineAt(written))?.time).toBe(written);
  // V8 passes over what stands in parentheses.
  expect(parseSnapshot(lineAt('2026-11-24T12:00:00Z (\x1b]0;owned\x07\n)'))?.time ?? '').not.toMatch(/[\x1b\n]/);
  expect(parseSnapshot(lineAt('24 Nov 2026 12:00 UTC (\x1b[2J)'))?.time).toBe(written);
});

test.each([{ toString: 1, valueOf: 1 }, null, 5, [], 'now'])('the time %j is none', time => {
  expect(parseSnapshot(lineAt(time))).toBeNull();
});
