import { setTimeout as sleep } from 'node:timers/promises';
import { type Gunicorn, startGunicorn } from '../../../test/support/gunicorn.ts';
import { leave, openFdtop, save } from './picture.ts';

/** Long enough for the sparklines to tell a story. */
const LEAK_SECONDS = 75;
const FDS_A_STEP = 75;
const STEP_MS = 500;

/** One worker leaks: the table, its details and types, the question before it is replaced, and that it was. */
export async function leakScene(): Promise<void> {
  const shop = await startGunicorn({ workers: 4, name: 'raffle.wsgi' });
  const blog = await startGunicorn({ workers: 2, name: 'blog.wsgi', workerClass: 'gthread' });
  const [leaker, busy] = shop.workerPids() as [number, number];
  const narrow = openFdtop(80, 24);
  const colourBlind = openFdtop(80, 24, '--theme', 'colour-blind');
  const wide = openFdtop(120, 26);
  const isFirst = new RegExp(`^›.* ${leaker} `, 'm');

  await shop.hold(busy, 'file', 1190);
  await leak(shop, leaker);
  await narrow.waitFor(/leaking|critical/);
  for (const terminal of [narrow, colourBlind, wide]) terminal.key('home');
  await colourBlind.waitFor(isFirst);
  await wide.waitFor(isFirst);
  save('narrow', narrow);
  save('colour-blind', colourBlind);
  save('main', wide);
  wide.key('enter');
  await wide.waitFor('open files, last');
  await wide.waitFor(/^ +\d+\.\d%.*CLOSE_WAIT/m);
  save('details', wide);
  wide.key('esc');
  await wide.waitFor(isFirst);
  wide.write('k');
  await wide.waitFor(`Replace worker ${leaker}?`);
  await wide.waitFor(/the app on disk loads|is not known/);
  save('confirm', wide);
  wide.key('esc');
  await wide.waitFor(isFirst);
  wide.write('t');
  await wide.waitFor(/exact, read in/);
  save('types', wide);
  wide.key('esc');
  await wide.waitFor(isFirst);
  wide.write('k');
  await wide.waitFor(`Replace worker ${leaker}?`);
  wide.key('right');
  wide.key('enter');
  await wide.waitFor(/✓ .*gone after .*; replacement \d+ is up/, { timeout: 40_000 });
  save('replaced', wide);

  await leave(narrow, colourBlind, wide);
  await Promise.all([shop.stop(), blog.stop()]);
}

async function leak(gunicorn: Gunicorn, worker: number): Promise<void> {
  for (const end = Date.now() + LEAK_SECONDS * 1000; Date.now() < end; ) {
    await gunicorn.hold(worker, 'close_wait', FDS_A_STEP);
    if (Math.random() < 0.2) await gunicorn.hold(worker, 'deleted', FDS_A_STEP);
    if (Math.random() < 0.1) await gunicorn.hold(worker, 'pipe', FDS_A_STEP);
    await sleep(STEP_MS);
  }
}
