/** What vitest's JSON report says, made into numbers that can be trusted: a run that broke off is never "0 failed". */
import { readFileSync } from 'node:fs';

export interface Tally {
  passed: number;
  failed: number;
  /** The names of the tests that did not run. */
  skipped: string[];
  /** What failed, a line each. */
  problems: string[];
}

interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** `failure` is how vitest itself ended when it did not succeed. */
export function readReport(path: string, failure: string | null): Tally {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {
      passed: 0,
      failed: 1,
      skipped: [],
      problems: [`the tests left no report: ${failure ?? 'vitest said nothing'}`],
    };
  }
  const tests = report.testResults.flatMap(file => file.assertionResults);
  const named = (...statuses: string[]) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName.trim());
  const problems = [
    ...named('failed'),
    // A file that could not be loaded, or whose beforeAll or afterAll failed, has no failed test of its own.
    ...report.testResults
      .filter(file => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      .map(file => `${file.name}: ${file.message.split('\n')[0]}`),
  ];
  const passed = named('passed').length;
  const skipped = named('skipped', 'pending', 'todo', 'disabled');
  if (passed + skipped.length + problems.length === 0) problems.push('no test ran');
  // An error outside of any test, e.g. an unhandled rejection.
  if (failure && problems.length === 0) problems.push(failure);
  return { passed, failed: problems.length, skipped, problems };
}
