import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { Player } from '../record/player.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import { isTerminal } from './is-terminal.ts';
import { showScreen, withoutProcesses } from './screen.ts';

/** `fdtop replay FILE`: the screen over a recording. Not on a terminal: its last snapshot, as text. Returns the exit code. */
export async function replay(config: Config, [file]: readonly string[]): Promise<number> {
  if (file === undefined) throw new UsageError('replay needs the FILE of a recording');
  const player = new Player(file);
  if (!isTerminal()) return printLast(player);
  let isPaused = () => false;
  return await showScreen({
    config,
    readOnly: true,
    source: { next: async () => (isPaused() ? null : player.next()), close: () => player.close() },
    effects: store => {
      isPaused = () => store.getState().paused;
      return {
        ...withoutProcesses('this is a recording: what it shows is over'),
        replay: {
          next: () => player.next(),
          nextAlert: () => player.nextAlert(snapshot => store.dispatch({ type: 'tick', snapshot })),
        },
      };
    },
  });
}

function printLast(player: Player): number {
  let last = player.next();
  for (let next = player.next(); !player.hasEnded; next = player.next()) last = next;
  process.stdout.write(`${snapshotText(last)}\n`);
  return 0;
}
