import { createInterface } from 'node:readline/promises';
import type { ActionRecord } from '../actions/action-log.ts';
import type { Outcome, Progress } from '../actions/outcome.ts';
import { perform } from '../actions/perform.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';

export interface PlannedAction {
  record: ActionRecord;
  /** What will be done, to whom, and what that means: line by line, before the question. */
  plan: readonly string[];
  /** `Replace worker 4711?` */
  question: string;
  /** A reason not to: the answer must then be written out, and --yes does not do without the option that overrides it. */
  danger?: { text: string; override: string };
  act(progress: Progress, interrupted: AbortSignal): Promise<Outcome>;
}

const EXIT = { done: 0, failed: 1, notPermitted: 3, interrupted: 130 };

/**
 * An action on the command line: says what it will do, asks, does it, and tells what came of it. Progress goes to stderr, the
 * outcome to stdout. Returns the exit code.
 */
export async function runAction(command: string, config: Config, action: PlannedAction): Promise<number> {
  const { plan, question, danger, record } = action;
  process.stdout.write(plan.map(line => `${line}\n`).join(''));
  if (danger) process.stdout.write(`WARNING: ${danger.text}\n`);
  if (config.dryRun) return EXIT.done;
  if (config.readOnly)
    return refuse(EXIT.notPermitted, `fdtop ${command} does nothing: it is read-only, by --read-only or config.toml`);
  if (config.yes && danger)
    return refuse(EXIT.failed, `nothing was done: ${danger.text}; ${danger.override} does it all the same`);
  if (!config.yes && !isTerminal())
    throw new UsageError(`fdtop ${command} changes this machine: without a terminal it needs --yes`);
  if (!config.yes && !(await confirm(question, danger !== undefined))) {
    process.stdout.write('nothing was done\n');
    return EXIT.failed;
  }
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const outcome = await perform(
    record,
    progress => action.act(progress, interrupt.signal),
    tellOnce(),
    interrupt.signal,
  );
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  process.stdout.write(`${outcome.ok ? '✓' : '✗'} ${outcome.text}\n`);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  if (outcome.denied) return EXIT.notPermitted;
  return outcome.ok ? EXIT.done : EXIT.failed;
}

function refuse(code: number, text: string): number {
  process.stderr.write(`fdtop: ${text}\n`);
  return code;
}

/** Each thing once: what is told again and again with only the seconds changed is for a screen. */
function tellOnce(): Progress {
  let last = '';
  return text => {
    const words = text.replace(/\d+/g, '#');
    if (words !== last) process.stderr.write(`${text}\n`);
    last = words;
  };
}

async function confirm(question: string, mustBeWritten: boolean): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question(`${question} ${mustBeWritten ? "Type 'yes' to do it: " : '[y/N] '}`);
    return mustBeWritten ? answer.trim() === 'yes' : /^y(es)?$/i.test(answer.trim());
  } catch {
    return false; // Ctrl-C or Ctrl-D in place of an answer
  } finally {
    lines.close();
  }
}

function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}
