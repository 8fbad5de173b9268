/** Each language says all that the others say, in words of its own, where there is room for them. */
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS, FLAGS } from '../../src/config/flags.ts';
import { asciiCells, asciiText } from '../../src/terminal/glyphs.ts';
import { COLUMN_KEYS } from '../../src/ui/column-keys.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { filterHelp } from '../../src/ui/filter-help.ts';
import {
  CHART_KEYS,
  type KeyBinding,
  keyTitle,
  PAGE_KEYS,
  REPLAY_KEYS,
  TABLE_KEYS,
  tableKeys,
} from '../../src/ui/keys.ts';
import { wrapWords } from '../../src/ui/text.ts';
import { en } from '../../src/words/en.ts';
import { es } from '../../src/words/es.ts';
import { LANGUAGES, speak, words } from '../../src/words/words.ts';

type Leaf = string | ((...values: never[]) => string);

/** All that a catalogue says, by where it stands: `dialogs.cancel`. */
function leavesOf(catalogue: object, path = ''): [where: string, leaf: Leaf][] {
  return Object.entries(catalogue).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' ? leavesOf(value, `${path}${name}.`) : [[`${path}${name}`, value]],
  );
}

/** Examples of filters, and code. */
function isTyped(where: string, leaf: Leaf): boolean {
  return /^filter\.help\.\d\.0$/.test(where) || (typeof leaf === 'string' && leaf.startsWith('  '));
}

/** Names, numbers, and words of the field, which are the same in both. */
const SAME = [
  'chartKeys.zoom.label',
  'columns.cpu.title',
  'columns.fds.title',
  'columns.host.title',
  'columns.memory.title',
  'columns.pid.title',
  'columns.ppid.title',
  'details.cpu',
  'diagnosis.kernel',
  'filter.examples.percent',
  'filter.help.5.1',
  'fleet.hosts',
  'help.columnName',
  'limits.change',
  'pages.fds',
  'recycleDialog.worker',
  'restartDialog.facts',
  'screen.replay',
  'screen.workers',
  'service.master',
  'table.fds',
  'table.master',
  'verdicts.limitTooLow.line',
  'verdicts.subprocessPipes.advice.4',
];

const english = new Map(leavesOf(en));
const spanish = new Map(leavesOf(es));

afterAll(() => speak('en'));

test('the catalogues say the same things, and each something', () => {
  expect(english.size).toBeGreaterThan(300);
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [where, leaf] of [...english, ...spanish]) {
    if (typeof leaf === 'string') expect(leaf.trim(), where).not.toBe('');
    else expect(typeof leaf, where).toBe('function');
  }
});

test('a sentence takes the same values in both', () => {
  for (const [where, leaf] of english)
    if (typeof leaf === 'function')
      expect(`${where} ${(spanish.get(where) as Leaf).length}`).toBe(`${where} ${leaf.length}`);
});

test('nothing is left in English but what is called so', () => {
  const same = [...english].filter(
    ([where, leaf]) => !isTyped(where, leaf) && String(spanish.get(where)) === String(leaf),
  );
  expect(same.map(([where]) => where).sort()).toEqual([...SAME].sort());
});

test('each option and each command has its help in Spanish', () => {
  for (const { name, help } of FLAGS) expect(es.options.option(name, help), name).not.toBe(help);
  for (const { name, help } of COMMANDS) expect(es.options.command(name, help), name).not.toBe(help);
});

test.each([
  ['English', english],
  ['Spanish', spanish],
])('%s is plain text, which a terminal without Unicode can show', (_, leaves) => {
  for (const [where, leaf] of leaves) {
    const text = String(leaf);
    expect(typeof leaf === 'string' ? text : '', where).not.toMatch(/\p{Cc}/u);
    const letters = [...new Set(text.match(/[^\0-\x7f]/gu) ?? [])].filter(letter => letter !== '¿');
    for (const letter of letters)
      expect(asciiText(letter) + asciiCells(letter), `${where}: ${letter}`).not.toContain('?');
  }
});

describe.each(LANGUAGES)('in %s', language => {
  test('the title of a column has room, with the mark of the order', async () => {
    await speak(language);
    for (const { id, title, width } of COLUMNS) expect(stringWidth(`${title} ▼`), id).toBeLessThanOrEqual(width);
    expect(new Set(COLUMNS.map(({ title }) => title)).size).toBe(COLUMNS.length);
  });

  test.each([80, 48])('the help page has room in %i columns', async columns => {
    await speak(language);
    const keys = [TABLE_KEYS, PAGE_KEYS, REPLAY_KEYS, CHART_KEYS, COLUMN_KEYS].flat();
    for (const { keys: names, help } of keys) {
      expect(stringWidth(names.slice(0, 2).map(keyTitle).join(' '))).toBeLessThan(14);
      expectRoom(help, columns - 17);
    }
    for (const { title, help } of COLUMNS) {
      expect(stringWidth(title)).toBeLessThan(14);
      expectRoom(help, columns - 17);
    }
    for (const [, meaning] of filterHelp()) expectRoom(meaning, columns - 22);
  });

  test('the notice of a terminal that is too small fits into one of 30 columns', async () => {
    await speak(language);
    expect(stringWidth(words().screen.tooSmall('40x8', '30x5'))).toBeLessThanOrEqual(30);
  });

  test('the footer says in 80 columns how to get help, and out', async () => {
    await speak(language);
    expect(footer(TABLE_KEYS, 'quit')).toBeLessThanOrEqual(80);
    // A recording is read-only, and its footer begins with that.
    const replay = tableKeys({ isReplay: true, vim: false }).filter(({ acts }) => !acts);
    expect(stringWidth(` ${words().screen.readOnly}`) + footer(replay, 'help')).toBeLessThanOrEqual(80);
    expect(footer(COLUMN_KEYS, 'back')).toBeLessThanOrEqual(80);
  });
});

/** Its width, up to a command. */
function footer<Name extends string>(bindings: readonly KeyBinding<Name>[], last: Name): number {
  const labelled = bindings.filter(({ label }) => label);
  const shown = labelled.slice(0, labelled.findIndex(({ command }) => command === last) + 1);
  expect(shown.at(-1)?.command).toBe(last);
  return stringWidth(shown.map(({ keys, label }) => ` ${keyTitle(keys[0]!)} ${label} `).join(''));
}

/** As text wraps, at its spaces. */
function expectRoom(text: string, columns: number): void {
  for (const line of wrapWords(text, columns)) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
}
