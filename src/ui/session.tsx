import chalk from 'chalk';
import { render } from 'ink';
import { tellScreen } from '../platform/watched.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';
import { App, type AppProps } from './app.tsx';
import { LookContext, type LookOptions, lookOf } from './look.ts';
import { openOutput } from './output.ts';

/** Exit codes of a program ended by a signal, as the shell reports them; Ctrl-C is 130 of old. */
const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** What Ink paints with: without colours there are still bold and inverse, for which Chalk wants a level. */
const CHALK_LEVELS = { none: 1, 16: 1, 256: 2, rgb: 3 } as const;

/** A terminal that takes nothing any more, as behind a dead connection, is not waited for longer. */
const PATIENCE_MS = 1000;

/**
 * Runs the screen until it is left, in whatever way, and gives the terminal back as it was. Returns the exit code.
 * An error anywhere in the program ends it too: it is printed after the screen is gone, where it can be read.
 */
export async function runScreen(
  { effects, ...props }: Omit<AppProps, 'onQuit' | 'onRedraw' | 'isBehind'>,
  options: LookOptions,
): Promise<number> {
  chalk.level = CHALK_LEVELS[options.depth];
  let code: number | null = null;
  let crash: unknown = null;
  const gaveUp = Promise.withResolvers<void>();
  const leave = (exitCode: number) => {
    if (code !== null) return;
    code = exitCode;
    app.unmount();
    setTimeout(gaveUp.resolve, PATIENCE_MS);
  };
  const onCrash = (error: unknown) => {
    crash ??= error;
    leave(1);
  };
  const output = openOutput(process.stdout, () => {
    app.clear();
    output.stdout.emit('resize');
  });
  const stopListening = listen(leave, onCrash, output.redraw);

  // Before the screen is there, or what is typed ahead would be echoed on it.
  process.stdin.setRawMode(true);
  tellScreen(true);
  const { sudo } = effects;
  const ownEffects = { ...effects, sudo: sudo && ((words: readonly string[]) => output.lend(() => sudo(words))) };
  const app = render(
    <LookContext value={lookOf(options)}>
      <App {...props} effects={ownEffects} onQuit={leave} onRedraw={output.redraw} isBehind={output.isBehind} />
    </LookContext>,
    {
      stdout: output.stdout,
      alternateScreen: true,
      incrementalRendering: true,
      exitOnCtrlC: false,
      // Whether there is a terminal was asked before; Ink would refuse one wherever CI is set.
      interactive: true,
      // A key shows within 50 ms, though Ink waits twice for one picture (its render and its log); an idle screen draws once a tick.
      maxFps: 60,
    },
  );
  try {
    await Promise.race([app.waitUntilExit(), gaveUp.promise]);
  } catch (error) {
    crash ??= error;
  }
  stopListening();
  output.close();
  tellScreen(false);
  if (crash === null) return code ?? 0;
  process.stderr.write(shown(`${words().screen.crashed(String((crash as Error)?.stack ?? crash))}\n`));
  return 1;
}

/** All that may end the screen from outside. Returns how to stop listening. */
function listen(leave: (code: number) => void, onCrash: (error: unknown) => void, redraw: () => void): () => void {
  const { stdin, stdout } = process;
  const signals = Object.entries(SIGNALS).map(([signal, exitCode]) => [signal, () => leave(exitCode)] as const);
  for (const [signal, handler] of signals) process.on(signal, handler);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  // The terminal itself is gone, which SIGHUP does not tell to a program that is not in its session.
  const hangup = () => leave(SIGNALS.SIGHUP!);
  stdin.on('end', hangup);
  stdin.on('error', hangup);
  stdout.on('error', hangup);
  // Stopped by SIGSTOP, without a chance to tidy up: the shell has had the terminal meanwhile, in its own mode.
  const onContinue = () => {
    // A size that changed meanwhile was told to the shell alone. Node asks for it anew on this signal.
    process.kill(process.pid, 'SIGWINCH');
    if (!stdin.isRaw) return;
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    redraw();
  };
  process.on('SIGCONT', onContinue);
  return () => {
    for (const [signal, handler] of [...signals, ['SIGCONT', onContinue] as const]) process.off(signal, handler);
    stdin.off('end', hangup);
  };
}
