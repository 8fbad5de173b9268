/** On a terminal without Unicode no screen and no dialog has anything beyond ASCII: every key of the tables is pressed. */
import { expect, test } from 'vitest';
import type { FdTypes } from '../../src/model/fd-types.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { PAGE_KEYS, TABLE_KEYS } from '../../src/ui/keys.ts';
import { screenOf, widest } from './screen.tsx';
import { instance, sample, shop } from './snapshots.ts';

const COLUMNS = 110;
const NAMES = { command: 'gunicorn: worker [東京:app] élève', user: 'josé' };
const TYPES: FdTypes = {
  pid: 12,
  total: 12_000,
  exact: true,
  sampled: 12_000,
  partial: false,
  groups: [
    {
      ...{ kind: 'tcp', label: 'TCP CLOSE_WAIT → 10.0.0.5:443 (https)', state: 'CLOSE_WAIT', peer: '10.0.0.5:443' },
      ...{ count: 11_000, share: 0.92, marginOfError: 0.01 },
    },
    { kind: 'file', label: '/srv/données/…', state: null, peer: null, count: 1000, share: 0.08, marginOfError: 0 },
  ],
};
const EFFECTS: Partial<Effects> = {
  readTypes: async () => TYPES,
  report: async what => `${what}\n  – 100 % ← accepted · × 3\n  ✓ 1,024 → 2,048`,
  checkApp: async () => ({ state: 'unknown', why: 'its environment … is not known → no' }),
  planCure: async () => ({ kind: 'advice', lines: ['edit it: 1,024 → 65,536'] }),
  kill: async (_target, _snapshot, _signal, progress) => {
    progress('still ending …');
    return { ok: false, text: 'limit 1,024 → 8,192: it is still alive' };
  },
};

/** What is left out ends the screen, or starts a service. */
const ENDS = ['quit', 'interrupt', 'suspend', 'demo'];
const BYTES: Record<string, string> = {
  ...{ up: '\x1b[A', down: '\x1b[B', right: '\x1b[C', left: '\x1b[D', home: '\x1b[H', end: '\x1b[F' },
  ...{ 'page-up': '\x1b[5~', 'page-down': '\x1b[6~', enter: '\r', tab: '\t', esc: '\x1b', 'ctrl-l': '\x0c' },
};

const bytesOf = (name: string) => BYTES[name] ?? (name.length === 1 ? name : null);

/** All that is seen on the way through every key of the table, and each page that opens. */
async function tour(hasUnicode: boolean): Promise<string[]> {
  const processes = [
    ...shop().map(process => ({ ...process, ...NAMES })),
    sample({ pid: 13, fds: null, fdsUnknown: null }),
    sample({ pid: 14, fds: 1500, severity: 'elevated', fdsPerSecond: null }),
  ];
  const screen = await screenOf({
    columns: COLUMNS,
    rows: 40,
    look: { hasUnicode },
    effects: EFFECTS,
    snapshot: { processes, instances: [instance({ name: '東京:app' })] },
  });
  const seen: string[] = [];
  const look = () => seen.push(screen.text());
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await screen.type(key);
      // Answers that are there at once, and the next drawing.
      await new Promise(resolve => setTimeout(resolve, 70));
      look();
    }
  };
  look();
  for (const { keys, command } of TABLE_KEYS) {
    const key = keys.map(bytesOf).find(bytes => bytes !== null);
    if (ENDS.includes(command) || !key) continue;
    await press(key);
    const { screen: page, dialog, editingFilter } = screen.store.getState();
    if (page.name !== 'table') await press('\x1b[B', '\t', '\x1b');
    else if (dialog || editingFilter) await press('\x1b[C', '\x1b');
  }
  await press('k', '\x1b[C', '\r');
  expect(screen.text()).toContain('it is still alive');
  expect(Math.max(...seen.map(text => widest(text.split('\n'))))).toBeLessThanOrEqual(COLUMNS);
  return seen;
}

const beyondAscii = (seen: readonly string[]) => [...new Set(seen.join('').match(/[^\0-\x7f]/g) ?? [])].sort().join('');

test('without Unicode there is nothing but ASCII', async () => {
  const seen = await tour(false);
  expect(beyondAscii(seen)).toBe('');
  expect(seen.join('\n')).toContain('TCP CLOSE_WAIT > 10.0.0.5:443');
  expect(seen.join('\n')).toContain('FAILED limit 1,024 -> 8,192');
}, 120_000);

test('with Unicode the same way shows a lot more, so that this test means something', async () => {
  const shown = beyondAscii(await tour(true));
  for (const glyph of '→▁✗▾›東╭') expect(shown).toContain(glyph);
}, 120_000);

test('the keys that lead over a page are known here', () => {
  for (const { keys, command } of [...TABLE_KEYS, ...PAGE_KEYS])
    if (!ENDS.includes(command)) expect(keys.map(bytesOf), command).not.toEqual(keys.map(() => null));
});
