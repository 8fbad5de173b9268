/** A recording on the screen: nobody shall take what was for what is. */
import { expect, test } from 'vitest';
import type { ReplayFacts } from '../../src/model/snapshot.ts';
import { screenOf } from './screen.tsx';
import { shop, snapshot } from './snapshots.ts';

/** On this machine's clock, whatever its time zone. */
const at = (clock: string, day = '2026-11-24') => new Date(`${day}T${clock}`).toISOString();

const FACTS: ReplayFacts = { start: at('13:58:00'), end: at('14:20:00'), stepSeconds: 1, gap: null, isEnd: false };

function replayOf(facts: Partial<ReplayFacts> = {}, columns = 100) {
  const replay = { next: () => snapshot(), nextAlert: () => null };
  const shown = { time: at('14:02:31'), processes: shop(), replay: { ...FACTS, ...facts } };
  return screenOf({ columns, snapshot: shown, effects: { replay }, readOnly: true });
}

test.each([80, 160])('the first line says that it is a recording, and where in it: %i columns', async columns => {
  const { text } = await replayOf({}, columns);
  expect(text()).toMatch(/^ fdtop {2}REPLAY 1x 14:02:31 {2}of 13:58–14:20 {2}web-1 +1 leaking/m);
  expect(text()).toMatch(/warn 1,000 {2}leak 10,000 +recorded 2026-11-24$/m);
  expect(text()).not.toContain('% cpu');
});

test('its speed is that of the recording over that of the screen', async () => {
  const { store, shows } = await replayOf({ stepSeconds: 0.5 });
  await shows('REPLAY 0.5x ');
  store.dispatch({ type: 'interval', seconds: 0.25 });
  await shows('REPLAY 2x ');
});

test('that it stands still, has a gap or is over is told there, too', async () => {
  const { type, store, shows } = await replayOf();
  await type('p');
  await shows(' PAUSED of 13:58–14:20 ');
  await type('p');
  const next = (facts: Partial<ReplayFacts>) =>
    store.dispatch({ type: 'tick', snapshot: snapshot({ replay: { ...FACTS, ...facts } }) });
  next({ gap: 'nothing was recorded for 98 s' });
  await shows(' GAP of 13:58–14:20 ');
  next({ isEnd: true });
  await shows(' END of 13:58–14:20 ');
});

test('a short one has its seconds, one of several days their dates, one of a single snapshot no speed', async () => {
  const short = await replayOf({ end: at('14:02:59') });
  expect(short.text()).toContain('of 13:58:00–14:02:59 ');
  const long = await replayOf({ end: at('01:05:00', '2026-11-25') });
  expect(long.text()).toContain('of 11-24 13:58–11-25 01:05 ');
  expect(long.text()).toContain('recorded 2026-11-24 to 2026-11-25');
  expect((await replayOf({ stepSeconds: null })).text()).toContain('REPLAY 14:02:31 ');
});

test('the usual screen has no such mark', async () => {
  const { text } = await screenOf();
  expect(text()).not.toMatch(/REPLAY|FLEET/);
});
