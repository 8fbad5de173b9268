import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { filterSnapshot } from '../model/filter/filter.ts';
import { Player } from '../record/player.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import { shown } from '../terminal/abilities.ts';
import { filterOf } from '../ui/filter-terms.ts';
import { words } from '../words/words.ts';
import { canShowScreen } from './is-terminal.ts';
import { showScreen, withoutProcesses } from './screen.ts';

/** `fdtop replay FILE`: the screen over a recording. Not on a terminal: its last snapshot, as text. Returns the exit code. */
export async function replay(config: Config, [file]: readonly string[]): Promise<number> {
  if (file === undefined) throw new UsageError(words().commandUsage.replayNeeds);
  const player = new Player(file);
  if (!canShowScreen()) return printLast(config, player);
  let isPaused = () => false;
  return await showScreen({
    config,
    readOnly: true,
    source: { next: async () => (isPaused() ? null : player.next()), close: () => player.close() },
    effects: store => {
      isPaused = () => store.getState().paused;
      return {
        ...withoutProcesses(words().fleet.recording),
        replay: {
          next: () => player.next(),
          nextAlert: () => player.nextAlert(snapshot => store.dispatch({ type: 'tick', snapshot })),
        },
      };
    },
  });
}

function printLast(config: Config, player: Player): number {
  let last = player.next();
  for (let next = player.next(); !player.hasEnded; next = player.next()) last = next;
  process.stdout.write(`${shown(snapshotText(filterSnapshot(last, filterOf(config.filter)), config))}\n`);
  return 0;
}
