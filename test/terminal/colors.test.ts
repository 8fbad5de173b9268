/** The colours that the program chooses for a terminal, as the terminal shows them. */
import { expect, test } from 'vitest';
import { writeIncident } from '../golden/recording.ts';
import { FDTOP } from '../support/fdtop.ts';
import type { Cell } from './screen.ts';
import { openTerminal } from './terminal.ts';

const incident = writeIncident();
const LEAKING = '2117153';

interface Options {
  term?: string;
  env?: Record<string, string>;
  args?: string[];
}

/** A cell of a worker that leaks, and of one that is worth a look, neither selected; and all that was written. */
async function paint({
  term = 'xterm-256color',
  env = {},
  args = [],
}: Options): Promise<{ bad: Cell; warn: Cell; raw: string }> {
  const terminal = openTerminal({
    command: 'env',
    args: [`TERM=${term}`, process.execPath, FDTOP, 'replay', incident, '--config', '/dev/null', ...args],
    cols: 80,
    rows: 24,
    env: { COLORTERM: '', ...env },
  });
  await terminal.waitFor(LEAKING);
  terminal.write('A');
  await terminal.waitFor('PAUSED');
  await terminal.waitFor(/!! 2117153/);
  const bad = terminal.find(LEAKING)![0]!;
  // From the one that is worth a look to its service: the selection has a style of its own.
  terminal.key('home');
  await terminal.waitFor(/^ +! 2117160/m);
  const warn = terminal.find('2117160')![0]!;
  terminal.write('q');
  await terminal.exit;
  return { bad, warn, raw: terminal.raw() };
}

/** SGR 38 and 48 are colours beyond the 16. */
const BEYOND_16 = /\x1b\[[34]8;/;
const ANY_COLOR = /\x1b\[(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/;

test('COLORTERM=truecolor: any colour', async () => {
  const { bad, warn } = await paint({ env: { COLORTERM: 'truecolor' } });
  expect(bad).toMatchObject({ fg: '#e22d2d', bold: true });
  expect(warn).toMatchObject({ fg: '#b26100', bold: false });
});

test('TERM=xterm-256color: one of the 256', async () => {
  const { bad, warn } = await paint({});
  expect(bad).toMatchObject({ fg: 196, bold: true });
  expect(warn).toMatchObject({ fg: 130 });
});

test('TERM=xterm: one of the 16', async () => {
  const { bad, raw } = await paint({ term: 'xterm' });
  expect(bad).toMatchObject({ fg: 1, bold: true });
  expect(raw).not.toMatch(BEYOND_16);
});

test.each([
  ['NO_COLOR', { env: { COLORTERM: 'truecolor', NO_COLOR: '1' } }],
  ['--color never', { env: { COLORTERM: 'truecolor' }, args: ['--color', 'never'] }],
  ['--color=never', { env: { COLORTERM: 'truecolor' }, args: ['--color=never'] }],
])('%s: no colour, but what is wrong still stands out', async (_, options) => {
  const { bad, warn, raw } = await paint(options);
  expect(raw).not.toMatch(ANY_COLOR);
  expect(bad).toMatchObject({ fg: null, bg: null, bold: true, underline: true });
  expect(warn).toMatchObject({ fg: null, underline: true, bold: false });
});

test('--color always beats NO_COLOR', async () => {
  const { bad } = await paint({ env: { NO_COLOR: '1' }, args: ['--color', 'always'] });
  expect(bad).toMatchObject({ fg: 196 });
});

test('what chooses colours for other programs changes none of it', async () => {
  const { bad } = await paint({ env: { FORCE_COLOR: '0' } });
  expect(bad).toMatchObject({ fg: 196 });
});

test('TERM=dumb: no screen, but the table once, without any escape', async () => {
  const terminal = openTerminal({
    command: 'env',
    args: ['TERM=dumb', process.execPath, FDTOP, 'replay', incident],
    cols: 200,
    rows: 60,
  });
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
  expect(terminal.raw()).toContain(LEAKING);
  expect(terminal.raw()).not.toContain('\x1b');
});
