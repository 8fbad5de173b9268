import { checkApp } from '../actions/preflight.ts';
import type { Target } from '../actions/signal.ts';
import type { Config } from '../config/config.ts';
import { words } from '../words/words.ts';
import { isTerminal } from './is-terminal.ts';

export interface PreflightLines {
  lines: string[];
  /** A reason not to act, as run-action.ts has it. */
  danger?: { text: string; override: string };
}

/**
 * Whether a new worker would load the app, for a plan. Not looked at where nothing will be done anyway: the app would be
 * loaded in vain.
 */
export async function preflightLines(config: Config, master: Target | null): Promise<PreflightLines> {
  if (!master || !config.preflight || config.readOnly || !mayGoOn(config)) return { lines: [] };
  const said = words().commands;
  const result = await checkApp(master);
  if (result.state === 'loads') return { lines: [said.loads(result.seconds)] };
  if (result.state === 'unknown') return { lines: [said.notChecked(result.why)] };
  // A worker is a fork of the master: it reads no configuration.
  if (result.part === 'config') {
    return { lines: [said.configBroken(result.words), said.configIdle] };
  }
  return { lines: [], danger: { text: said.appBroken(result.words), override: '--no-preflight' } };
}

/** run-action.ts refuses to ask without a terminal. */
function mayGoOn({ yes, dryRun }: Config): boolean {
  return yes || dryRun || isTerminal();
}
