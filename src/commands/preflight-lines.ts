import { checkApp } from '../actions/preflight.ts';
import type { Target } from '../actions/signal.ts';
import type { Config } from '../config/config.ts';
import { formatSeconds } from '../model/format.ts';
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
  const result = await checkApp(master);
  if (result.state === 'loads') return { lines: [`the app on disk loads (${formatSeconds(result.seconds)})`] };
  if (result.state === 'unknown') return { lines: [`whether the app on disk loads was not checked: ${result.why}`] };
  const { words } = result;
  // A worker is a fork of the master: it reads no configuration.
  if (result.part === 'config') {
    const lines = [
      `the configuration on disk does not load: ${words}`,
      '  no new worker reads it, but a reload or restart would fail',
    ];
    return { lines };
  }
  const text = `the app on disk does not load: ${words}; a new worker would fail, and halt the whole service`;
  return { lines: [], danger: { text, override: '--no-preflight' } };
}

/** run-action.ts refuses to ask without a terminal. */
function mayGoOn({ yes, dryRun }: Config): boolean {
  return yes || dryRun || isTerminal();
}
