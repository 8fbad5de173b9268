/**
 * Makes the pictures of README: the real program, in a real terminal, on a real Gunicorn of which one worker leaks.
 * Needs the packages of the tests. A picture shows what was on the screen, whatever that was.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Gunicorn, startGunicorn } from '../../test/support/gunicorn.ts';
import { toSvg } from '../../test/terminal/picture.ts';
import { toPng } from '../../test/terminal/png.ts';
import { openTerminal, type Terminal } from '../../test/terminal/terminal.ts';

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const FDTOP = fileURLToPath(new URL('../../dist/fdtop.js', import.meta.url));

/** Long enough for the sparklines to tell a story. */
const LEAK_SECONDS = 75;
const FDS_A_STEP = 75;
const STEP_MS = 500;

const shop = await startGunicorn({ workers: 4, name: 'raffle.wsgi' });
const blog = await startGunicorn({ workers: 2, name: 'blog.wsgi', workerClass: 'gthread' });
const [leaker, busy] = shop.workerPids() as [number, number];
const narrow = openFdtop(80, 24);
const wide = openFdtop(120, 26);

await shop.hold(busy, 'file', 1190);
await leak(shop, leaker);
await narrow.waitFor(/leaking|critical/);
for (const terminal of [narrow, wide]) terminal.key('home');
await wide.waitFor(new RegExp(`^›.* ${leaker} `, 'm'));
save('narrow', narrow);
save('main', wide);
wide.write('k');
await wide.waitFor(`Replace worker ${leaker}?`);
save('confirm', wide);
wide.key('esc');
wide.write('t');
await wide.waitFor(/exact, read in/);
save('types', wide);
wide.key('esc');
await wide.waitFor(String(busy));
wide.write('k');
await wide.waitFor(`Replace worker ${leaker}?`);
wide.key('right');
wide.key('enter');
await wide.waitFor(/gone after .*; replacement \d+ is up/, { timeout: 40_000 });
save('replaced', wide);

for (const terminal of [narrow, wide]) {
  terminal.write('q');
  await terminal.exit;
}
await Promise.all([shop.stop(), blog.stop()]);
process.exit();

function openFdtop(cols: number, rows: number): Terminal {
  return openTerminal({ command: process.execPath, args: [FDTOP], cols, rows });
}

async function leak(gunicorn: Gunicorn, worker: number): Promise<void> {
  for (const end = Date.now() + LEAK_SECONDS * 1000; Date.now() < end; ) {
    await gunicorn.hold(worker, 'close_wait', FDS_A_STEP);
    if (Math.random() < 0.2) await gunicorn.hold(worker, 'deleted', FDS_A_STEP);
    if (Math.random() < 0.1) await gunicorn.hold(worker, 'pipe', FDS_A_STEP);
    await sleep(STEP_MS);
  }
}

function save(name: string, terminal: Terminal): void {
  const svg = toSvg(terminal, { title: 'fdtop' });
  writeFileSync(`${FOLDER}${name}.svg`, svg);
  writeFileSync(`${FOLDER}${name}.png`, toPng(svg));
}
