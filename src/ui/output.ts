import { closeSync, constants, fstatSync, openSync, readlinkSync, statSync } from 'node:fs';

type WriteStream = NodeJS.WriteStream & { fd: number };

/** What Ink draws between these two is one frame, and terminals that know them show it at once. */
const FRAME_BEGINS = '\x1b[?2026h';
const FRAME_ENDS = '\x1b[?2026l';
const HIDES_SCREEN = '\x1b[?1049l';
const SHOWS_SCREEN = '\x1b[?1049h';
const ERASE = '\x1b[H\x1b[J';

export interface Output {
  /** For Ink. */
  stdout: WriteStream;
  /** Draws all of the screen over whatever is there; nothing while there is no screen, before it, after it and while stopped. */
  redraw(): void;
  /** Whether the terminal has not yet taken all that was written. */
  isBehind(): boolean;
  /** Gives the terminal to other programs, which expect to be waited for, until `use` is done. */
  lend<T>(use: () => Promise<T>): Promise<T>;
  /** The screen is over. A terminal that takes what it gets is waited for again: no last word is lost. */
  close(): void;
}

/**
 * stdout as the screen uses it. Node waits for a terminal, so one that takes nothing (a slow line, a stopped window) would
 * hold up all of fdtop: keys, signals, the next count. Here it is not waited for. Nor do frames queue up: while the last one
 * is still under way the next are left out, and `draw` is called when the terminal has caught up: it draws all of the screen.
 */
export function openOutput(target: WriteStream, draw: () => void): Output {
  // What shows the cursor again at the very end, however that comes, writes to stderr (restore-cursor).
  const own = [target, process.stderr].filter(({ isTTY, fd }) => isTTY && isReopened(fd));
  const setBlocking = (isBlocking: boolean) => {
    for (const stream of own) handleOf(stream)?.setBlocking?.(isBlocking);
  };
  let isShown = false;
  let isWhole = false;
  let isLeftOut = false;
  let isBehind = false;

  const redraw = () => {
    if (!isShown) return;
    isWhole = true;
    target.write(FRAME_BEGINS + ERASE);
    draw();
    isWhole = false;
  };
  const caughtUp = () => {
    isBehind = false;
    redraw();
  };
  const write: WriteStream['write'] = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : '';
    if (text === FRAME_BEGINS && target.writableLength > 0 && !isWhole) {
      isLeftOut = true;
      if (!isBehind) target.write('', caughtUp);
      isBehind = true;
    }
    if (isLeftOut) {
      isLeftOut = text !== FRAME_ENDS;
      return true;
    }
    if (text.includes(SHOWS_SCREEN)) {
      isShown = true;
      // The cursor is still where the shell had it; behind something typed ahead, it may be.
      return target.write(text + ERASE, ...(rest as []));
    }
    if (text.includes(HIDES_SCREEN)) isShown = false;
    return target.write(chunk, ...(rest as []));
  };
  const stdout = new Proxy(target, {
    get: (_, name) => {
      const value = name === 'write' ? write : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

  setBlocking(false);
  return {
    stdout,
    redraw,
    isBehind: () => target.writableLength > 0,
    async lend(use) {
      setBlocking(true);
      try {
        return await use();
      } finally {
        setBlocking(false);
      }
    },
    close() {
      if (target.writableLength === 0) setBlocking(true);
    },
  };
}

/** There is no other way to it: `setBlocking` is what Node's own tty.WriteStream calls, and no more public than that. */
function handleOf(stream: WriteStream): { setBlocking?(isBlocking: boolean): void } | undefined {
  return (stream as { _handle?: { setBlocking?(isBlocking: boolean): void } })._handle;
}

/**
 * libuv opens a terminal anew by its name (uv_tty_init), so that what is set there is set for this process alone. Where that
 * fails (the terminal of another user, or one without a name in this container) the file description is the shell's, too, and
 * must be left as it is.
 */
function isReopened(fd: number): boolean {
  try {
    const name = readlinkSync(`/proc/self/fd/${fd}`);
    const [one, other] = [fstatSync(fd), statSync(name)];
    if (one.rdev !== other.rdev || one.ino !== other.ino) return false;
    closeSync(openSync(name, constants.O_RDWR | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
