import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/config.ts';
import { saveColumns } from '../config/save-columns.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { Loop } from '../sampler/loop.ts';
import { initialState } from '../store/state.ts';
import { Store } from '../store/store.ts';
import { colorDepth, hasUnicode } from '../terminal/abilities.ts';
import { keepSizeSensible } from '../terminal/size.ts';
import type { Effects } from '../ui/effects.ts';
import { oneLine } from '../ui/paste.ts';
import { runScreen } from '../ui/session.tsx';

/** Where snapshots come from: this machine, many, or a recording. */
export interface Source {
  /** The next one; null when there is none yet. `visible` are the pids of the rows around the selection. */
  next(visible: readonly number[]): Promise<Snapshot | null>;
  close(): void;
}

/** What the screen is run with, beside what every source has. */
export type SourceEffects = Omit<Effects, 'saveColumns' | 'setInterval' | 'setVisible'>;

export interface ScreenOptions {
  config: Config;
  readOnly: boolean;
  source: Source;
  /** `soon` asks the source at once, off the beat. */
  effects: (store: Store, soon: () => void) => SourceEffects;
}

/** The live screen over a source: loop, store and screen put together. Returns the exit code. */
export async function showScreen({ config, readOnly, source, effects }: ScreenOptions): Promise<number> {
  const store = new Store(initialState({ ...config, filter: oneLine(config.filter) }));
  sayLeftOut(store, config);
  let visible: readonly number[] = [];
  let failing = false;
  const showError = ({ message }: Error) => {
    failing = true;
    store.dispatch({ type: 'message', message: { tone: 'bad', text: message } });
  };
  const tick = async () => {
    const snapshot = await source.next(visible);
    if (snapshot) store.dispatch({ type: 'tick', snapshot });
    if (failing) store.dispatch({ type: 'message', message: null });
    failing = false;
  };
  const loop = new Loop(tick, config.intervalSeconds, showError);
  keepSizeSensible(process.stdout);
  try {
    const screen = runScreen(
      {
        store,
        effects: {
          ...effects(store, () => loop.soon()),
          saveColumns: columns => saveColumns(columns, config.file),
          setInterval: seconds => loop.setInterval(seconds),
          setVisible: pids => {
            visible = pids;
          },
        },
        warn: config.warn,
        leak: config.leak,
        readOnly,
        vim: config.vim,
      },
      { theme: config.theme, depth: colorDepth(process.env, config.color), hasUnicode: hasUnicode(process.env) },
    );
    // By now V8's nursery is as large as one picture needs. Left to itself it grows on, and fdtop holds 50 MB more; kept at
    // its first size, each picture would take half as much time again to collect.
    void loop.start().then(() => setFlagsFromString('--semi-space-growth-factor=1'));
    return await screen;
  } finally {
    loop.stop();
    source.close();
  }
}

/** Config files that are not obeyed: the first until a key is pressed, all of them on the page of events. */
function sayLeftOut(store: Store, { leftOut }: Config): void {
  if (leftOut.length === 0) return;
  const at = Date.now() / 1000;
  store.dispatch({ type: 'happened', events: leftOut.map(text => ({ at, tone: 'warn', text, about: [] })) });
  store.dispatch({ type: 'message', message: { tone: 'bad', text: leftOut[0]! } });
}

/** The effects of a screen that shows other processes than this machine's, now: whatever would need them throws `why`. */
export function withoutProcesses(why: string): SourceEffects {
  const no = (): never => {
    throw new Error(why);
  };
  const actions = { kill: no, recycle: no, runWay: no, raiseLimit: no, applyCure: no };
  const plans = { checkApp: no, planService: no, planLimit: no, planCure: no };
  const pages = { readTypes: async () => no(), report: async () => no() };
  const facts = { readDetails: async () => no(), readService: async () => no() };
  return { ...actions, ...plans, ...pages, ...facts, sudo: null, startDemo: null, replay: null, setAll: () => {} };
}
