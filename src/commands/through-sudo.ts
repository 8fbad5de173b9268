import type { Config } from '../config/config.ts';
import { ownProgram } from '../own/program.ts';
import { findProgram } from '../platform/find-program.ts';
import { runOnTerminal } from '../platform/run-on-terminal.ts';
import { shown } from '../terminal/abilities.ts';
import { words as catalogue, spokenLanguage } from '../words/words.ts';
import { ask, isYes } from './ask.ts';
import { isTerminal } from './is-terminal.ts';

const EXIT_NOT_PERMITTED = 3;

/**
 * What follows an action that this user may not do: on a terminal it is offered once more, through sudo, which asks for the
 * password itself. `words` are fdtop's own, with the process named by its pid: what was agreed to is not chosen anew.
 * Returns the exit code; the given one when nothing was run.
 */
export async function offerSudo(code: number, config: Config, words: readonly string[]): Promise<number> {
  if (code !== EXIT_NOT_PERMITTED || config.readOnly || !isTerminal() || process.geteuid?.() === 0) return code;
  const said = catalogue().commands;
  if (!isYes(await ask(`${said.withSudo} ${said.yesNo}`))) return code;
  // It was asked once; --yes stands first, for what follows a `--` is no option.
  return (await runInSudo(['--yes', ...words])) ?? code;
}

/** fdtop again, as root, on this terminal: sudo asks for the password itself. Null when it could not be started. */
export async function runInSudo(words: readonly string[]): Promise<number | null> {
  const [program, ...file] = ownProgram();
  // sudo may keep the locale from it, and root has another config file.
  const lang = words.some(word => /^--lang(=|$)/.test(word)) ? [] : ['--lang', spokenLanguage()];
  const args = [program, ...process.execArgv, ...file, ...lang, ...words];
  const sudo = findProgram('sudo');
  if (sudo !== null) return await runOnTerminal(sudo, args);
  process.stderr.write(shown(`fdtop: ${catalogue().commands.noSudo}\n`));
  return null;
}

/** This command's words, as typed, with PIDs in place of what chose them, and without `--yes`. */
export function ownWords(pid: number | null, argv: readonly string[] = process.argv.slice(2)): string[] {
  const words = argv.filter(word => word !== '--yes' && word !== '-y');
  return pid === null || !words.includes('--worst')
    ? [...words]
    : words.map(word => (word === '--worst' ? String(pid) : word));
}
