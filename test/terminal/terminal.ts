/** A real program in a real pseudo-terminal, and the screen that a person would see. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { register } from '../support/cleanup.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { bytesOf, type Key } from './keys.ts';
import { createScreen, type Screen } from './screen.ts';

export interface TerminalOptions {
  command: string;
  args?: string[];
  /** 120 x 30. */
  cols?: number;
  rows?: number;
  /**
   * On top of this process's own, without what would tell the program that it is in CI or may not use colours. Every colour
   * and Unicode, when not said otherwise; '' is as good as unset. TERM needs a command of its own: env TERM=xterm COMMAND.
   */
  env?: Record<string, string>;
  cwd?: string;
}

export interface Exit {
  /** What a shell's `$?` would be. */
  code: number;
  /** The signal that ended it, as a shell tells: one for each code over 128. `exit(130)` looks like SIGINT. */
  signal: NodeJS.Signals | null;
  /** Are the terminal's settings (echo, line mode, signals, ...) what they were before? */
  sttyRestored: boolean;
  /** `stty -a` before and after, to see what is not. */
  stty: { before: string; after: string };
}

export interface Terminal extends Screen {
  /** Types the characters; what comes after an Esc a moment later. */
  write(keys: string): void;
  key(name: Key): void;
  /**
   * Waits until the screen shows it, or the predicate gives something, and gives that. Fails with the screen in its
   * message after `timeout` ms (30,000), or as soon as the program has ended without it.
   */
  waitFor(text: string | RegExp, options?: { timeout?: number }): Promise<true>;
  waitFor<T>(predicate: (screen: Screen) => T, options?: { timeout?: number }): Promise<NonNullable<Exclude<T, false>>>;
  /** The program's own pid. */
  pid(): Promise<number>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Settles when the program has ended and all it wrote is on the screen. */
  readonly exit: Promise<Exit>;
  /** `stty -a` of when it last was stopped by Ctrl-Z or SIGSTOP; Enter resumes it. */
  sttyWhenStopped(): string;
  /** From now on the terminal takes nothing from the program, as a stopped window or a dead line, until `resume`. */
  stall(): void;
  resume(): void;
  /** Everything it wrote, as it wrote it. */
  raw(): string;
  /** The screen as text in a frame, for messages. */
  toString(): string;
  /** Ends the program, if need be by force, and the terminal. Happens by itself after the test file. */
  close(): Promise<void>;
}

type Wanted = string | RegExp | ((screen: Screen) => unknown);

/** Programs wait 20 to 50 ms for what may follow an Esc. */
const AFTER_ESC = 100;
const LAUNCHER = fileURLToPath(new URL('run-in-terminal.sh', import.meta.url));

export function openTerminal(options: TerminalOptions): Terminal {
  const { command, args = [], cols = 120, rows = 30, env = {}, cwd = process.cwd() } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-terminal-'));
  chmodSync(folder, 0o777); // the program may run as another user
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  /** What stty wrote, without the size: that is the window's and may change. */
  const settings = (name: string) => read(name).replace(/ rows \d+; columns \d+;/, '');
  const pty = spawn('/bin/sh', [LAUNCHER, folder, command, ...args], {
    name: 'xterm-256color',
    cols,
    rows,
    cwd,
    env: { ...likeAPerson(process.env), COLORTERM: 'truecolor', LANG: 'C.UTF-8', ...env },
  });

  const screen = createScreen(cols, rows);
  screen.onAnswer(answer => pty.write(answer));
  let raw = '';
  let shown = Promise.resolve();
  pty.onData(output => {
    raw += output;
    shown = screen.feed(output);
  });
  let exited: Exit | undefined;
  const exit = new Promise<Exit>(resolve =>
    pty.onExit(async ({ exitCode, signal }) => {
      await shown;
      const stty = { before: settings('stty-before'), after: settings('stty-after') };
      const code = signal ? 128 + signal : exitCode;
      exited = { code, signal: signalOf(code), sttyRestored: stty.before === stty.after, stty };
      resolve(exited);
    }),
  );
  const program = () => Number(read('pid')) || null;
  const killProgram = () => {
    const pid = program();
    if (pid && isAlive(pid)) process.kill(-pid, 'SIGKILL'); // and its children: it has a process group of its own
  };
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const close = register({
    async stop() {
      if (!exited) pty.kill('SIGHUP'); // as when the window is closed
      const gone = () => exited && !isAlive(program() ?? 0);
      await waitUntil('the end of the program', gone, { timeout: 2000 }).catch(() => {
        killProgram();
        return waitUntil('the end of the program after KILL', gone);
      });
      forget();
    },
    stopNow() {
      killProgram();
      if (!exited) pty.kill('SIGKILL');
      forget();
    },
  });

  let typed = Promise.resolve();
  const type = (keys: string) => {
    typed = typed.then(() => (exited ? undefined : pty.write(keys)));
    // A key right after Esc would be one with Alt to the program: no finger is that fast.
    if (keys.endsWith('\x1b')) typed = typed.then(() => sleep(AFTER_ESC));
  };
  const pid = () => waitUntil("the program's pid", program);
  const waitFor = (wanted: Wanted, { timeout = 30_000 } = {}) => {
    const ask = typeof wanted === 'function' ? () => wanted(screen) : () => shows(screen, wanted);
    const answerOrEnd = () => {
      const ended = exited; // read first: all that the program wrote is on the screen by then
      const answer = ask();
      if (!answer && ended) throw new Error(`the program has ended with ${ended.signal ?? ended.code}`);
      return answer;
    };
    return waitUntil(`${wanted}`, answerOrEnd, { timeout }).catch((error: Error) => {
      throw new Error(`${error.message}\nThe screen, while waiting for ${wanted}:\n${frame(screen)}`);
    });
  };

  return {
    ...screen,
    get cols() {
      return screen.cols;
    },
    get rows() {
      return screen.rows;
    },
    resize(newCols, newRows) {
      screen.resize(newCols, newRows);
      pty.resize(newCols, newRows);
    },
    write: type,
    key: name => type(bytesOf(name)),
    waitFor: waitFor as Terminal['waitFor'],
    pid,
    kill: async signal => void process.kill(await pid(), signal),
    exit,
    sttyWhenStopped: () => settings('stty-stopped'),
    stall: () => pty.pause(),
    resume: () => pty.resume(),
    raw: () => raw,
    toString: () => frame(screen),
    close,
  };
}

/** Tells a program that no person is looking on (Ink is not interactive when CI is set), or changes its colours. */
const TELLTALE =
  /^(CI(_.*)?|CONTINUOUS_INTEGRATION|BUILD_NUMBER|GITHUB_ACTIONS|(NO|FORCE)_COLOR|NODE_.*|VITEST.*|LANG|LC_.*|COLUMNS|LINES|TMUX|TERM_PROGRAM.*)$/;

function likeAPerson(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !TELLTALE.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

function shows(screen: Screen, text: string | RegExp): boolean {
  const whole = screen.text().join('\n');
  return typeof text === 'string' ? whole.includes(text) : text.test(whole);
}

function signalOf(code: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return (found?.[0] as NodeJS.Signals | undefined) ?? null;
}

function frame(screen: Screen): string {
  const edge = '─'.repeat(screen.cols);
  return [`┌${edge}┐`, ...screen.text().map(line => `│${line.padEnd(screen.cols)}│`), `└${edge}┘`].join('\n');
}
