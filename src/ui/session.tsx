import { render } from 'ink';
import { App, type AppProps } from './app.tsx';

/** Exit codes of a program ended by a signal, as the shell reports them; Ctrl-C is 130 of old. */
const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs the screen until it is left, in whatever way, and gives the terminal back as it was. Returns the exit code.
 * An error anywhere in the program ends it too: it is printed after the screen is gone, where it can be read.
 */
export async function runScreen(props: Omit<AppProps, 'onQuit'>): Promise<number> {
  let code = 0;
  let crash: unknown = null;
  const leave = (exitCode: number) => {
    code = exitCode;
    app.unmount();
  };
  const onCrash = (error: unknown) => {
    crash ??= error;
    leave(1);
  };
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => [signal, () => leave(exitCode)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  // The terminal itself is gone: nobody is left to draw for.
  process.stdout.on('error', () => leave(1));

  const app = render(<App {...props} onQuit={leave} />, {
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    // Whether there is a terminal was asked before; Ink would refuse one wherever CI is set.
    interactive: true,
    // A key shows within 50 ms, though Ink waits twice for one picture (its render and its log); an idle screen draws once a tick.
    maxFps: 60,
  });
  try {
    await app.waitUntilExit();
  } catch (error) {
    crash ??= error;
  }
  for (const [signal, handler] of handlers) process.off(signal, handler);
  if (crash === null) return code;
  process.stderr.write(`fdtop stopped on an error of its own, please report it: ${(crash as Error)?.stack ?? crash}\n`);
  return 1;
}
