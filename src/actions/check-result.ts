import { printable } from '../model/printable.ts';
import type { ProgramRun } from '../platform/run-program.ts';
import { words } from '../words/words.ts';
import type { Preflight } from './preflight.ts';

const MOST_WORDS = 200;

/** gunicorn/app/base.py, Application.run: the configuration was read, the app was not. */
const APP_FAILED = 'Error while loading the application:';
/** The same, do_load_config and get_config_from_filename; and argparse. */
const CONFIG_FAILED = /^(?:Error: |Failed to read config file: |Invalid value for |usage: )/m;
/** The check itself did not come so far. */
const NOT_RUN =
  /^(?:setpriv|prlimit): |^fdtop: cannot (?:execute|enter)|can't open file |No module named '?gunicorn\b|error while loading shared libraries/m;
const FATAL = 'Fatal Python error: ';

/** What an ended check says about the app. `doubt`: how it may differ from a worker; then a failure proves nothing. */
export function readCheck(run: ProgramRun, doubt: string | null): Preflight {
  const found = readEnd(run, doubt);
  return run.left === 0 ? found : { ...found, left: run.left };
}

function readEnd(run: ProgramRun, doubt: string | null): Preflight {
  const said = words().checks;
  const { exitCode, signal, seconds, stopped } = run;
  const output = [run.stdout, run.stderr].map(({ raw }) => raw).join('\n');
  if (stopped === 'timeout') return { state: 'unknown', why: said.stillLoading(Math.round(seconds)) };
  if (stopped === 'aborted') return { state: 'unknown', why: said.interrupted };
  if (stopped) return { state: 'unknown', why: said.notRun(printable(stopped.error, MOST_WORDS)) };
  if (exitCode === 0) return { state: 'loads', seconds };

  const told = lastWords(output) || (signal ? said.ended(signal) : said.exits(exitCode));
  if (!output.includes(APP_FAILED) && isNotRun(output)) return { state: 'unknown', why: said.notRun(told) };
  if (doubt !== null) return { state: 'unknown', why: said.noProof(told, doubt) };
  const isConfig = !output.includes(APP_FAILED) && CONFIG_FAILED.test(output);
  return { state: 'broken', words: told, part: isConfig ? 'config' : 'app' };
}

/** An interpreter that does not come up says what was missing behind the error. A line may say so as often as it likes. */
function isNotRun(output: string): boolean {
  if (NOT_RUN.test(output)) return true;
  return output.split('\n').some(line => {
    const at = line.indexOf(FATAL);
    return at !== -1 && /init|encoding/.test(line.slice(at + FATAL.length));
  });
}

/**
 * The line that tells most: the exception, which ends a traceback (its message may go on below it), else the last line.
 */
export function lastWords(output: string): string {
  const lines = output.split('\n').map(line => line.trimEnd());
  const exception = lines.findLastIndex((line, index) => {
    return /^[\w.]+(?::|$)/.test(line) && /^\s+\S/.test(lines[index - 1] ?? '');
  });
  const line = exception === -1 ? lines.findLast(each => each !== '') : lines[exception];
  return printable(line ?? '', MOST_WORDS);
}
