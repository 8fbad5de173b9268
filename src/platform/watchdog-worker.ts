/** The program of the thread that startWatchdog starts. It acts once, and then there is no fdtop any more. */
import { readFileSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { printable } from '../model/printable.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { userName } from '../proc/users.ts';
import { endCalls } from './end-calls.ts';
import { keepHeldUp, LEFT_OUT_MINUTES } from './held-up.ts';
import type { WatchdogTask } from './watchdog.ts';
import { READ_NOW, READS, SCREEN_IS_UP, WORDS } from './watched.ts';

const { words, procRoot, patienceMs, isCheck, heldUpFile }: WatchdogTask = workerData;

/** The patience is so many looks, for one alone proves nothing: fdtop, or all of the machine, may have been stopped meanwhile. */
const LOOKS = 4;
/** So long its last words may take; then the kernel ends fdtop by itself (alarm(2)). */
const LAST_WORDS_SECONDS = 3;
const EXIT_UNKNOWN = 3;
const EXIT_FAILED = 1;
/** What Ink has set: a frame begun, bracketed paste, the other screen, no cursor. */
const LEAVES_SCREEN = '\x1b[?2026l\x1b[?2004l\x1b[?1049l\x1b[?25h';
const WRITE_TRIES = 20;
const BETWEEN_TRIES_MS = 50;

const never = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number) => Atomics.wait(never, 0, 0, ms);

end(waitUntilHeldUp());

/** Gives the process at whose files the main thread has stood for all of its patience. */
function waitUntilHeldUp(): number {
  const seen = new Int32Array(WORDS);
  for (let same = 0; same < LOOKS; ) {
    sleep(patienceMs / LOOKS);
    const [pid, reads] = [Atomics.load(words, READ_NOW), Atomics.load(words, READS)];
    same = pid !== 0 && pid === seen[READ_NOW] && reads === seen[READS] ? same + 1 : 0;
    seen.set([pid, reads]);
  }
  return seen[READ_NOW]!;
}

function end(pid: number): never {
  const calls = endCalls();
  calls?.alarm(LAST_WORDS_SECONDS);
  const isLeftOut = heldUpFile !== null && keepHeldUp(heldUpFile, procRoot, pid);
  if (Atomics.load(words, SCREEN_IS_UP) === 1) {
    write(1, LEAVES_SCREEN);
    calls?.uv_tty_reset_mode();
  }
  const next = isLeftOut ? `; the next fdtop leaves it out for ${LEFT_OUT_MINUTES} minutes` : '';
  const text = `process ${pid} of ${userOf(pid)} cannot be looked at: whoever reads what it is waits, and so fdtop would for ever. It ends here${next}.`;
  if (isCheck) write(1, `FDTOP UNKNOWN - ${text}\n`);
  else write(2, `fdtop: ${text}\n`);
  calls?._exit(isCheck ? EXIT_UNKNOWN : EXIT_FAILED);
  // Without node:ffi there is no way to an exit code, for exit() waits for the main thread; nor to the terminal's own mode.
  if (Atomics.load(words, SCREEN_IS_UP) === 1) write(2, 'If the terminal shows nothing that you type: reset, Enter.\n');
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

/** `status` always answers. */
function userOf(pid: number): string {
  try {
    const uid = parseEffectiveUid(readFileSync(`${procRoot}/${pid}/status`, 'latin1'));
    return uid === null ? 'another user' : printable(userName(uid), 32);
  } catch {
    return 'another user';
  }
}

/** A terminal that takes nothing is not waited for. */
function write(fd: number, text: string): void {
  for (let tries = 0; tries < WRITE_TRIES; tries += 1) {
    try {
      writeSync(fd, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      sleep(BETWEEN_TRIES_MS);
    }
  }
}
