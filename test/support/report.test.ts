import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readReport } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(testResults: unknown, failure: string | null = null) {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof testResults === 'string' ? testResults : JSON.stringify({ testResults }));
  return readReport(path, failure);
}

const file = (statuses: string[], status = 'passed', message = '') => ({
  name: 'a.test.ts',
  status,
  message,
  assertionResults: statuses.map((each, i) => ({ status: each, fullName: `test ${i}` })),
});

test('passed, failed and skipped tests are counted', () => {
  const tally = read(
    [file(['passed', 'failed', 'pending'], 'failed'), file(['passed', 'todo', 'skipped'])],
    'vitest exited with 1',
  );
  expect(tally).toEqual({ passed: 2, failed: 1, skipped: ['test 2', 'test 1', 'test 2'], problems: ['test 1'] });
});

test('a file that could not be loaded is a failure', () => {
  const tally = read([file(['passed']), file([], 'failed', 'Cannot find module x\n at y')], 'vitest exited with 1');
  expect(tally).toMatchObject({ passed: 1, failed: 1, problems: ['a.test.ts: Cannot find module x'] });
});

test('a run in which all passed but which vitest calls failed is a failure', () => {
  expect(read([file(['passed'])], 'vitest exited with 1')).toMatchObject({ passed: 1, failed: 1 });
});

test('no tests, no report and half a report are failures', () => {
  expect(read([])).toMatchObject({ passed: 0, failed: 1, problems: ['no test ran'] });
  expect(readReport(join(folder, 'none'), 'vitest was ended by SIGKILL')).toMatchObject({
    failed: 1,
    problems: ['the tests left no report: vitest was ended by SIGKILL'],
  });
  expect(read('{"testResults":[')).toMatchObject({ passed: 0, failed: 1 });
});
