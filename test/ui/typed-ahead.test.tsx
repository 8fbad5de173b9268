import { describe, expect, test } from 'vitest';
import { screenOf } from './screen.tsx';

const RIGHT = '\x1b[C';
const pasted = (text: string) => `\x1b[200~${text}\x1b[201~`;

describe('typed in one go', () => {
  test('k, right and Enter open the dialog and choose, but do not confirm; Enter afterwards does', async () => {
    const { effects, shows, type } = await screenOf();
    await shows('!! 12');
    await type(`k${RIGHT}\r`);
    await shows('[ Gracefully (TERM) ]');
    expect(effects.kill).not.toHaveBeenCalled();
    await type('\r');
    await shows('✓ 12 gone');
    expect(effects.kill).toHaveBeenCalledTimes(1);
  });

  test('k and Enter are a dialog that is cancelled', async () => {
    const { effects, store, type } = await screenOf();
    await type('k\r', 'k\r');
    expect(store.getState().dialog).toBeNull();
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('jjj moves, as three keys would', async () => {
    const { store, type } = await screenOf({ vim: true });
    await type('\x1b[H');
    const before = store.getState().selectedIndex;
    await type('jj');
    expect(store.getState().selectedIndex).toBe(before + 2);
  });

  test.each(['\x1b[B', '\x1b[B\x1b[6~', ' '])(
    'Enter and %j leave the details open, and the selection where it is',
    async keys => {
      const { store, shows, type } = await screenOf();
      await shows('!! 12');
      const before = store.getState().selectedIndex;
      await type(`\r${keys}`);
      await shows('worker 12   gunicorn.service');
      expect(store.getState()).toMatchObject({ screen: { name: 'details' }, selectedIndex: before });
    },
  );
});

describe('pasted', () => {
  test('on the table, nothing of it is a key', async () => {
    const { effects, onQuit, store, shows, type } = await screenOf();
    await type(pasted(`k${RIGHT}\rKq`));
    await shows('pasted text is not taken for keys');
    expect(store.getState().dialog).toBeNull();
    expect(effects.kill).not.toHaveBeenCalled();
    expect(onQuit).not.toHaveBeenCalled();
  });

  test('in a dialog, it confirms nothing', async () => {
    const { effects, shows, type } = await screenOf();
    await type('k', RIGHT);
    await shows('[ Gracefully (TERM) ]');
    await type(pasted('\r\n'));
    await shows('[ Gracefully (TERM) ]');
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('in the filter it is text on one line, and Enter is still to be typed', async () => {
    const { store, shows, type } = await screenOf();
    await type('/', pasted('  wor\r\nker\t12\n'));
    await shows('wor ker 12');
    expect(store.getState().editingFilter).toBe(true);
  });

  test.each([
    ['marked as such', pasted],
    ['on a terminal that marks nothing', (text: string) => text],
  ])('a long text in the filter is there at once, and so is the next key: %s', async (_, send) => {
    const { onQuit, store, type } = await screenOf();
    const text = `${'fds>1000 or '.repeat(1500)}worker`;
    await type('/');
    const start = performance.now();
    await type(send(text), '\x03');
    expect(store.getState()).toMatchObject({ draft: text, filter: text });
    expect(onQuit).toHaveBeenCalled();
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('on a page, nothing happens', async () => {
    const { onQuit, shows, type } = await screenOf();
    await type('?', pasted('q\x1b'));
    await shows('Keys');
    expect(onQuit).not.toHaveBeenCalled();
  });
});
