import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { Player } from '../record/player.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import { isTerminal } from './is-terminal.ts';
import type { SourceEffects } from './screen.ts';
import { showScreen } from './screen.ts';

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
        ...NOTHING_TO_ACT_ON,
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

const past = (): never => {
  throw new Error('this is a recording: what it shows is over');
};

/** The keys that would need the processes themselves say so. */
const NOTHING_TO_ACT_ON: Omit<SourceEffects, 'replay'> = {
  kill: past,
  recycle: past,
  checkApp: past,
  planService: past,
  runWay: past,
  planLimit: past,
  raiseLimit: past,
  planCure: past,
  applyCure: past,
  sudo: null,
  readTypes: async () => past(),
  report: async () => past(),
  startDemo: null,
  setAll: () => {},
};
