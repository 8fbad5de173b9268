import { cleanup, render } from 'ink-testing-library';
import stringWidth from 'string-width';
import { onTestFinished, vi } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { initialState } from '../../src/store/state.ts';
import { Store } from '../../src/store/store.ts';
import { App } from '../../src/ui/app.tsx';
import type { Effects } from '../../src/ui/effects.ts';
import { LookContext, type LookOptions, lookOf } from '../../src/ui/look.ts';
import { waitUntil } from '../support/wait.ts';
import { fakeEffects } from './effects.ts';
import { snapshot } from './snapshots.ts';

// The height that Ink asks the machine for, as the terminal of ink-testing-library has none: else it starts programs.
process.env.COLUMNS = '100';
process.env.LINES = '24';

interface Options {
  columns?: number;
  rows?: number;
  /** Null: nothing has been read yet. */
  snapshot?: Partial<Snapshot> | null;
  effects?: Partial<Effects>;
  readOnly?: boolean;
  vim?: boolean;
  /** All that a good terminal has, when not said. */
  look?: Partial<LookOptions>;
}

/** The whole screen in a terminal of this size. */
export async function screenOf(options: Options = {}) {
  const { columns = 100, rows = 24 } = options;
  const store = new Store(initialState({ intervalSeconds: 1, all: false }));
  if (options.snapshot !== null) store.dispatch({ type: 'tick', snapshot: snapshot(options.snapshot) });
  const effects = fakeEffects(options.effects);
  const onQuit = vi.fn();
  const app = (
    <LookContext value={lookOf({ theme: 'default', depth: 'rgb', hasUnicode: true, ...options.look })}>
      <App
        store={store}
        effects={effects}
        warn={1000}
        leak={10_000}
        readOnly={options.readOnly ?? false}
        vim={options.vim ?? false}
        onQuit={onQuit}
        onRedraw={() => {}}
        isBehind={() => false}
      />
    </LookContext>
  );
  const { stdout, stdin, lastFrame } = render(app);
  onTestFinished(cleanup);

  const text = () => (lastFrame() ?? '').replace(/\x1b\[[0-9;]*m/g, '');
  const lines = () => text().split('\n');
  const resize = (width: number, height: number) => {
    // ink-testing-library has a fixed width, and no height.
    Object.defineProperty(stdout, 'columns', { value: width, configurable: true });
    Object.defineProperty(stdout, 'rows', { value: height, configurable: true });
    stdout.emit('resize');
  };
  resize(columns, rows);
  const has = (words: string | RegExp) => (typeof words === 'string' ? text().includes(words) : words.test(text()));
  const shows = (words: string | RegExp) => waitUntil(`${words} on\n${text()}`, () => has(words), { timeout: 3000 });
  const hides = (words: string) => waitUntil(`no ${words} on\n${text()}`, () => !has(words), { timeout: 3000 });
  const type = async (...inputs: string[]) => {
    for (const input of inputs) {
      stdin.write(input);
      // A lone ESC is one only when nothing follows it for a while.
      await new Promise(resolve => setTimeout(resolve, input === '\x1b' ? 60 : 5));
    }
  };
  // The first resize and the effects of the first drawing.
  await new Promise(resolve => setTimeout(resolve, 20));
  return { store, effects, onQuit, text, lines, resize, shows, hides, type };
}

export const widest = (lines: readonly string[]) => Math.max(...lines.map(line => stringWidth(line)));
