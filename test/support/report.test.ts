import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readReport, withSecondTry } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(testResults: unknown, failure: string | null = null) {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof testResults === 'string' ? testResults : JSON.stringify({ testResults }));
  return readReport(path, failure);
}

const file = (statuses: string[], status = 'passed', message = '', name = 'a.test.ts') => ({
  name,
  status,
  message,
  assertionResults: statuses.map((each, i) => ({ status: each, fullName: `test ${i}` })),
});

test('passed, failed and skipped tests are counted', () => {
  const tally = read(
    [file(['passed', 'failed', 'pending'], 'failed'), file(['passed', 'todo', 'skipped'])],
    'vitest exited with 1',
  );
  expect(tally).toMatchObject({ passed: 2, failed: 1, skipped: ['test 2', 'test 1', 'test 2'], problems: ['test 1'] });
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

test('of files that failed the second try counts, and what passed only then is named', () => {
  const first = read(
    [file(['passed', 'failed', 'failed'], 'failed'), file(['passed', 'skipped'], 'passed', '', 'b.test.ts')],
    'vitest exited with 1',
  );
  expect(first.failedFiles).toEqual(['a.test.ts']);
  const second = read([file(['passed', 'passed', 'failed'], 'failed')], 'vitest exited with 1');
  expect(withSecondTry(first, second)).toEqual({
    passed: 3,
    failed: 1,
    skipped: ['test 1'],
    problems: ['test 2'],
    unsteady: ['test 1'],
  });
});

test('a second try that leaves no report is a failure', () => {
  const first = read([file(['passed', 'failed'], 'failed')], 'vitest exited with 1');
  const second = readReport(join(folder, 'none'), 'vitest was ended by SIGKILL');
  expect(withSecondTry(first, second)).toMatchObject({ passed: 0, failed: 1 });
});
