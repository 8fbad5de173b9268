import { type Checked, checkApp, type Preflight } from '../actions/preflight.ts';
import type { Config } from '../config/config.ts';
import { words } from '../words/words.ts';
import { isTerminal } from './is-terminal.ts';

export interface PreflightLines {
  lines: string[];
  /** A reason not to act, as run-action.ts has it. */
  danger?: { text: string; override: string };
  /** The same once more, asked for: it runs code of another user, whom its line names. */
  check?: () => Promise<PreflightLines>;
}

/** What the action loads anew: a worker is a fork of the master, and reads no configuration. */
export type Loads = 'kill' | 'recycle' | 'restart' | 'reload';

/**
 * Whether the app on disk would load, for a plan. Not looked at where nothing will be done anyway, nor in a dry run: what an app
 * does when it is loaded is done.
 */
export async function preflightLines(config: Config, checked: Checked | null, does: Loads): Promise<PreflightLines> {
  const { preflight, readOnly, dryRun } = config;
  if (!checked || preflight === false || readOnly || !mayGoOn(config)) return { lines: [] };
  const said = words().commands;
  if (dryRun) return { lines: [said.notInDryRun] };
  const result = await checkApp(checked, { asked: preflight === true });
  if (result.state !== 'unasked') return linesOf(result, does);
  const check = async () => linesOf(await checkApp(checked, { asked: true }), does);
  return { lines: [said.notAsked(result.why)], check };
}

function linesOf(result: Preflight, does: Loads): PreflightLines {
  const told = linesOfLook(result, does);
  if (result.left === undefined) return told;
  return { ...told, lines: [...told.lines, words().checks.leftBehind(result.left)] };
}

function linesOfLook(result: Preflight, does: Loads): PreflightLines {
  const said = words().commands;
  switch (result.state) {
    case 'loads':
      return { lines: [said.loads(result.seconds)] };
    case 'unknown':
    case 'unasked':
      return { lines: [said.notChecked(result.why)] };
    case 'broken': {
      const isConfig = result.part === 'config';
      const override = '--no-preflight';
      if (does === 'restart' || does === 'reload')
        return { lines: [], danger: { text: said.wouldHalt(isConfig, result.words, does), override } };
      if (isConfig) return { lines: [said.configBroken(result.words), said.configIdle] };
      return { lines: [], danger: { text: said.appBroken(result.words), override } };
    }
  }
}

/** run-action.ts refuses to ask without a terminal. */
function mayGoOn({ yes, dryRun }: Config): boolean {
  return yes || dryRun || isTerminal();
}
