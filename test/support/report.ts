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

export interface TestRun extends Tally {
  /** The files with a failure. */
  failedFiles: string[];
  /** What all the other files gave. */
  others: Tally;
}

/** `failure` is how vitest itself ended when it did not succeed. */
export function readReport(path: string, failure: string | null): TestRun {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    const nothing = { passed: 0, failed: 0, skipped: [], problems: [] };
    const problems = [`the tests left no report: ${failure ?? 'vitest said nothing'}`];
    return { ...nothing, failed: 1, problems, failedFiles: [], others: nothing };
  }
  const all = tallyOf(report.testResults);
  if (all.passed + all.skipped.length + all.failed === 0) all.problems.push('no test ran');
  // An error outside of any test, e.g. an unhandled rejection.
  if (failure && all.problems.length === 0) all.problems.push(failure);
  const [failed, others] = [true, false].map(is =>
    report.testResults.filter(file => (file.status === 'failed') === is),
  );
  return {
    ...all,
    failed: all.problems.length,
    failedFiles: failed!.map(({ name }) => name),
    others: tallyOf(others!),
  };
}

/** A run of whose failed files a second run was made: theirs counts, and the names of those that passed only then. */
export function withSecondTry(first: TestRun, second: TestRun): Tally & { unsteady: string[] } {
  return {
    passed: first.others.passed + second.passed,
    failed: second.failed,
    skipped: [...first.others.skipped, ...second.skipped],
    problems: second.problems,
    unsteady: first.problems.filter(problem => !second.problems.includes(problem)),
  };
}

function tallyOf(files: Report['testResults']): Tally {
  const tests = files.flatMap(file => file.assertionResults);
  const named = (...statuses: string[]) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName.trim());
  const problems = [
    ...named('failed'),
    // A file that could not be loaded, or whose beforeAll or afterAll failed, has no failed test of its own.
    ...files
      .filter(file => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      .map(file => `${file.name}: ${file.message.split('\n')[0]}`),
  ];
  return {
    passed: named('passed').length,
    failed: problems.length,
    skipped: named('skipped', 'pending', 'todo', 'disabled'),
    problems,
  };
}
