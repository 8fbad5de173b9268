/** The bundle in a terminal: how long after a key its effect is painted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { waitUntil } from '../../test/support/wait.ts';
import type { Bench } from './case.ts';
import { openPty } from './pty.ts';

/** A row of the types screen: share and count. */
const GROUP = /\d\.\d%\s+[\d,]+ /;

/** Ms from `t` on the first worker to the first group of its fds. A fresh program each time. */
export async function timeKey({ fdtop, scratch }: Bench, procRoot: string): Promise<number> {
  let text = '';
  let pressed = Number.NaN;
  let shown: number | null = null;
  const pty = openPty({
    command: [process.execPath, fdtop, '--proc-root', procRoot],
    home: scratch,
    onOutput(chunk) {
      text += stripVTControlCharacters(chunk);
      if (shown === null && !Number.isNaN(pressed) && GROUP.test(text)) shown = performance.now();
    },
  });
  try {
    await waitUntil('the row of the worker', () => /gunicorn: worker|worker/.test(text));
    // The first tick is over, and with it what it takes of the processor.
    await sleep(500);
    text = '';
    pressed = performance.now();
    pty.write('t');
    const end = await waitUntil('a group of fds', () => shown, { timeout: 60_000, every: 50 });
    return end - pressed;
  } finally {
    await pty.close();
  }
}
