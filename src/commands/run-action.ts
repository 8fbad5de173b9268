import type { ActionRecord } from '../actions/action-log.ts';
import type { Outcome, Progress } from '../actions/outcome.ts';
import { perform } from '../actions/perform.ts';
import { holding } from '../actions/process-handle.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';
import { ask, INTERRUPTED, isYes } from './ask.ts';
import { isTerminal } from './is-terminal.ts';
import type { PreflightLines } from './preflight-lines.ts';
import { isStdoutGone, seenThrough } from './seen-through.ts';

export interface PlannedAction {
  record: ActionRecord;
  /** What will be done, to whom, and what that means: line by line, before the question. */
  plan: readonly string[];
  /** `Replace worker 4711?` */
  question: string;
  /** A reason not to: the answer must then be written out, and --yes does not do without the option that overrides it. */
  danger?: { text: string; override: string };
  /** A look that was not taken, as it runs code of another user: `c` at the question takes it. */
  check?: () => Promise<PreflightLines>;
  act(progress: Progress, interrupted: AbortSignal): Promise<Outcome>;
}

const EXIT = { done: 0, failed: 1, notPermitted: 3, interrupted: 130 };
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * An action on the command line: says what it will do, asks, does it, and tells what came of it. Progress goes to stderr, the
 * outcome to stdout. Returns the exit code.
 */
export async function runAction(command: string, config: Config, action: PlannedAction): Promise<number> {
  if (!config.dryRun) {
    // From before the question to after the verification: a pid that was reused meanwhile is another's.
    return await holding(action.record.processes, () => seenThrough(() => askAndAct(command, config, action)));
  }
  tellPlan(action);
  return EXIT.done;
}

function tellPlan({ plan, danger }: Pick<PlannedAction, 'plan' | 'danger'>): void {
  process.stdout.write(shown(plan.map(line => `${line}\n`).join('')));
  if (danger) process.stdout.write(shown(`${words().commands.warning(danger.text)}\n`));
}

async function askAndAct(command: string, config: Config, action: PlannedAction): Promise<number> {
  const { danger } = action;
  tellPlan(action);
  if (config.readOnly) return refuse(EXIT.notPermitted, words().commands.readOnly(command));
  if (config.yes && danger) return refuse(EXIT.failed, words().commands.needsOverride(danger.text, danger.override));
  if (!config.yes && !isTerminal()) throw new UsageError(words().commandUsage.needsYes(command));
  const answer = config.yes ? 'yes' : await confirm(action);
  if (answer !== 'yes') {
    process.stdout.write(shown(`${words().commands.nothingDone}\n`));
    return answer === 'no' ? EXIT.failed : EXIT.interrupted;
  }
  return await act(action);
}

async function act(action: PlannedAction): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  // HUP, too: when the terminal goes away, how far it was is written down.
  for (const signal of ENDINGS) process.on(signal, onSignal);
  const outcome = await perform(
    action.record,
    progress => action.act(progress, interrupt.signal),
    tellOnce(),
    interrupt.signal,
  );
  for (const signal of ENDINGS) process.off(signal, onSignal);
  const said = shown(`${outcome.ok ? '✓' : '✗'} ${outcome.text}\n`);
  process.stdout.write(said);
  if (await isStdoutGone()) process.stderr.write(said);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  if (outcome.denied) return EXIT.notPermitted;
  return outcome.ok ? EXIT.done : EXIT.failed;
}

function refuse(code: number, text: string): number {
  process.stderr.write(shown(`fdtop: ${text}\n`));
  return code;
}

/** Each thing once: what is told again and again with only the seconds changed is for a screen. */
function tellOnce(): Progress {
  let last = '';
  return text => {
    const told = text.replace(/\d+/g, '#');
    if (told !== last) process.stderr.write(shown(`${text}\n`));
    last = told;
  };
}

async function confirm({
  question,
  danger,
  check,
}: Pick<PlannedAction, 'question' | 'danger' | 'check'>): Promise<'yes' | 'no' | 'interrupted'> {
  const said = words().commands;
  const mustBeWritten = danger !== undefined;
  const answer = await ask(`${question} ${mustBeWritten ? said.typeYes : check ? said.yesNoCheck : said.yesNo}`);
  if (answer === INTERRUPTED) return 'interrupted';
  if (check && answer.toLowerCase() === 'c') {
    const looked = await check();
    tellPlan({ plan: looked.lines, danger: looked.danger });
    return await confirm({ question, danger: looked.danger });
  }
  return (mustBeWritten ? said.written.split(' ').includes(answer) : isYes(answer)) ? 'yes' : 'no';
}
