/**
 * The whole test run, `npm test`: packages, build, types, lint, tests. Every step runs even when one before it failed.
 * Further arguments choose test files (`npm test -- test/model`). Ends with `N passed, N failed` and exits 0 only when
 * nothing failed. The build, the types and the lint count as one test each. With CI set, a test that is skipped counts
 * as failed: there, nothing may be missing. A few files that failed are run once more, alone, as a busy machine can make
 * a real service miss its time; what passes only then is named.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTotals, TOTALS } from './adversary/totals.ts';
import { providePackages } from './support/packages.ts';
import { readReport, type Tally, type TestRun, withSecondTry } from './support/report.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The suite's budget is 12 minutes, on a machine with nothing else to do. A run that hangs must end too, and say so. */
const TESTS_LIMIT = 45 * 60_000;
const STEP_LIMIT = 5 * 60_000;
/** More than these do not fail for want of time. */
const MOST_TRIED_AGAIN = 5;

function heading(title: string): void {
  console.log(`\n=== ${title}`);
}

/** Runs a program of node_modules/.bin or PATH, without stdin. Gives null when it succeeded, else how it ended. */
async function run(
  command: string,
  args: string[],
  timeout: number,
  env: Record<string, string> = {},
): Promise<string | null> {
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH, ...env },
    // stderr goes to stdout as well: what went wrong is to be read where it went wrong.
    stdio: ['ignore', 1, 1],
    timeout,
    killSignal: 'SIGKILL',
  });
  try {
    const [code, signal] = await once(child, 'close');
    if (child.killed) return `${command} took more than ${timeout / 60_000} minutes`;
    if (signal) return `${command} was ended by ${signal}`;
    return code === 0 ? null : `${command} exited with ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A step that is one test. */
async function step(title: string, command: string, ...args: string[]): Promise<Tally> {
  heading(title);
  const failure = await run(command, args, STEP_LIMIT);
  console.log(failure ?? 'ok');
  return {
    passed: failure ? 0 : 1,
    failed: failure ? 1 : 0,
    skipped: [],
    problems: failure ? [`${title}: ${failure}`] : [],
  };
}

async function tests(files: string[]): Promise<Tally & { unsteady: string[] }> {
  heading('Tests');
  const first = await vitest(files);
  const { failedFiles } = first;
  if (failedFiles.length === 0 || failedFiles.length > MOST_TRIED_AGAIN) return { ...first, unsteady: [] };
  heading(`Once more, alone: ${failedFiles.map(file => relative(ROOT, file)).join(', ')}`);
  return withSecondTry(first, await vitest(failedFiles, '--maxWorkers=1'));
}

async function vitest(files: string[], ...how: string[]): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-report-'));
  const report = join(folder, 'report.json');
  const options = [
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  if (!process.stdout.isTTY) options.push('--no-color');
  const totals = join(folder, 'adversary');
  const failure = await run('vitest', ['run', ...options, ...how, ...files], TESTS_LIMIT, { [TOTALS]: totals });
  for (const line of readTotals(totals)) console.log(line);
  const found = readReport(report, failure);
  rmSync(folder, { recursive: true });
  return found;
}

async function main(files: string[]): Promise<number> {
  heading('Debian packages');
  providePackages(line => console.log(line));
  const steps = [
    await step('Build', 'npm', 'run', 'build', '--silent'),
    await step('Types', 'tsc', '--noEmit'),
    await step('Lint', 'biome', 'check', '.'),
  ];
  const tested = await tests(files);
  const tallies = [...steps, tested];

  heading('Result');
  const skipped = tallies.flatMap(tally => tally.skipped);
  const strict = Boolean(process.env.CI);
  for (const problem of tallies.flatMap(tally => tally.problems)) console.log(`failed: ${problem}`);
  for (const name of tested.unsteady) console.log(`passed only when run once more, alone: ${name}`);
  for (const name of skipped) console.log(`${strict ? 'failed, as it was skipped and CI is set' : 'skipped'}: ${name}`);
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0) + (strict ? skipped.length : 0);
  const rest = !strict && skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  console.log(`${passed} passed, ${failed} failed${rest}`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
