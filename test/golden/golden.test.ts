/**
 * The real program over a recording that never changes, at a moment that never changes, in a real terminal: what is on the
 * screen is compared cell by cell, colours and all. To renew the files after a change that is meant, build first:
 *
 *   npm run build && UPDATE_GOLDEN=1 npx vitest run --config test/vitest.config.ts test/golden
 */
import { expect, test } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { createScreen } from '../terminal/screen.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { dump, expectGolden } from './golden.ts';
import { writeIncident } from './recording.ts';

const SIZES = [
  [80, 24],
  [160, 50],
  [48, 12],
] as const;
const THEMES = ['default', 'high-contrast', 'colour-blind', 'mono'];
const incident = writeIncident();

/** Paused where the worker passes --leak. */
async function atTheLeak(options: {
  cols: number;
  rows: number;
  args?: string[];
  env?: Record<string, string>;
  paused?: string;
}): Promise<Terminal> {
  const { cols, rows, args = [], env, paused = 'PAUSED' } = options;
  const terminal = openTerminal({
    command: process.execPath,
    args: [FDTOP, 'replay', incident, '--config', '/dev/null', ...args],
    cols,
    rows,
    env: { TZ: 'UTC', ...env },
  });
  await terminal.waitFor('2117153');
  terminal.write('A');
  await terminal.waitFor(/^.*2117153 .* 10[,.]020 /m);
  await terminal.waitFor(paused);
  return terminal;
}

async function leave(terminal: Terminal): Promise<void> {
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
}

test.each(SIZES)('the table and the help at %ix%i', async (cols, rows) => {
  const terminal = await atTheLeak({ cols, rows });
  await expectGolden(`table-${cols}x${rows}`, terminal);
  terminal.write('?');
  await terminal.waitFor(/Esc back/);
  await expectGolden(`help-${cols}x${rows}`, terminal);
  terminal.key('esc');
  await leave(terminal);
});

test.each(SIZES)('the details, with their chart, at %ix%i', async (cols, rows) => {
  const terminal = await atTheLeak({ cols, rows });
  terminal.write('/2117153\r');
  await terminal.waitFor(screen => !screen.text().join('\n').includes('2117160'));
  terminal.key('home');
  terminal.key('down');
  terminal.key('enter');
  await terminal.waitFor('open files, last');
  await terminal.waitFor(screen => !screen.text().join('\n').includes('reading'));
  await expectGolden(`details-${cols}x${rows}`, terminal);
  await leave(terminal);
});

test.each(THEMES.slice(1))('the table in the theme %s', async theme => {
  const terminal = await atTheLeak({ cols: 80, rows: 24, args: ['--theme', theme] });
  await expectGolden(`table-80x24-${theme}`, terminal);
  await leave(terminal);
});

test('the table in a locale without Unicode', async () => {
  const terminal = await atTheLeak({ cols: 80, rows: 24, env: { LANG: 'C' } });
  await expectGolden('table-80x24-ascii', terminal);
  await leave(terminal);
});

test('the table in Spanish', async () => {
  const env = { LANG: 'es_ES.UTF-8' };
  const terminal = await atTheLeak({ cols: 80, rows: 24, env, paused: 'EN PAUSA' });
  await expectGolden('table-80x24-es', terminal);
  await leave(terminal);
});

test('two screens that differ in a single colour differ in their files', async () => {
  const [one, other] = [createScreen(20, 2), createScreen(20, 2)];
  await one.feed('\x1b[31ma\x1b[0mb');
  await other.feed('\x1b[32ma\x1b[0mb');
  expect(dump(one)).toBe('20x2\n|ab                  |\n a...................\n|                    |\n\na fg=1\n');
  expect(dump(other)).toBe(dump(one).replace('fg=1', 'fg=2'));
});
