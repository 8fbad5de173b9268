import { applyCure, type CureChange, type CurePlan, planCure } from '../actions/cure.ts';
import { restartCured } from '../actions/cure-restart.ts';
import type { CureOptions } from '../actions/cure-types.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { shown } from '../terminal/abilities.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { ask, INTERRUPTED, isYes } from './ask.ts';
import { chooseInstance, look } from './choose.ts';
import { planUndoNamed } from './cure-undo.ts';
import { runAction } from './run-action.ts';

const DONE = 0;
const NOT_DONE = 1;
const NOT_PERMITTED = 3;
const EXIT_INTERRUPTED = 130;

/**
 * The permanent fix, or with --undo its end: shows a diff that `patch` takes, asks, writes, and offers the restart that puts
 * it in force (--yes: restarts). Returns the exit code.
 */
export async function cure(config: Config, [word]: readonly string[]): Promise<number> {
  const isPlain = Object.values(optionsOf(config)).every(option => option === null);
  if (config.undo && !isPlain) throw new UsageError(words().commandUsage.undoAlone);
  const plan = await (config.undo ? planUndoNamed(config, word) : planNamed(config, word));
  if (plan.kind !== 'drop-in') return tell(plan, config.dryRun);
  let done = false;
  const code = await runAction('cure', config, {
    record: recordOf(plan, config.undo ? 'undo' : 'cure'),
    plan: linesOf(plan, config.yes),
    question: config.undo ? words().commands.takeAway(plan.file) : words().commands.write(plan.file),
    act: async progress => {
      const outcome = await applyCure(plan, { restart: config.yes }, progress);
      done = outcome.ok;
      return outcome;
    },
  });
  if (!done || config.yes || !plan.running) return code;
  const said = words().commands;
  const answer = await ask(`${said.restartNow(plan.ref.unit)} ${said.yesNo}`);
  if (answer === INTERRUPTED) return EXIT_INTERRUPTED;
  return isYes(answer) ? await restart(config, plan) : code;
}

async function planNamed(config: Config, word: string | undefined): Promise<CurePlan> {
  const { instance, master } = chooseInstance(await look(config), word);
  if (!master) return { kind: 'refused', text: words().commands.nothingStarts(instanceTitle(instance)) };
  return await planCure(instance, master, optionsOf(config));
}

function optionsOf({ nofile, maxRequests, maxRequestsJitter, gracefulTimeout }: Config): CureOptions {
  return { nofile, maxRequests, maxRequestsJitter, gracefulTimeout };
}

function tell(plan: Exclude<CurePlan, CureChange>, dryRun: boolean): number {
  switch (plan.kind) {
    case 'nothing':
      process.stdout.write(shown(`${words().cure.nothing(plan.text)}\n`));
      return DONE;
    case 'advice':
      process.stdout.write(shown(plan.lines.map(line => `${line}\n`).join('')));
      return dryRun ? DONE : NOT_DONE;
    case 'refused':
      process.stderr.write(shown(`fdtop: ${plan.text}\n`));
      return plan.denied ? NOT_PERMITTED : NOT_DONE;
  }
}

/** All but the diff is behind `#`, and before it: so that `fdtop cure --dry-run | patch -d / -p1` works. */
function linesOf(change: CureChange, restarts: boolean): string[] {
  const { file, after, diff, commands, restartCommand, running, notes } = change;
  const said = words().commands;
  const restart = running ? [restarts ? said.runs(restartCommand) : said.offersThen(restartCommand)] : [];
  return [after === null ? said.takesAway(file) : said.writes(file), ...commands.map(said.runs), ...restart, ...notes]
    .map(line => `# ${line}`)
    .concat(diff === '' ? [] : diff.replace(/\n$/, '').split('\n'));
}

function recordOf({ file, ref, running, sets }: CureChange, action: 'cure' | 'undo' | 'restart') {
  const processes = running ? [running.master] : [];
  return { action, processes, instance: ref.unit, options: { file, ...sets } };
}

/** The question has been answered already. */
function restart(config: Config, plan: CureChange): Promise<number> {
  const what = plan.after === null ? words().commands.isGone(plan.file) : words().commands.isThere(plan.file);
  return runAction(
    'cure',
    { ...config, yes: true },
    {
      record: recordOf(plan, 'restart'),
      plan: [],
      question: '',
      act: progress => restartCured(plan, plan.running!, what, progress),
    },
  );
}
