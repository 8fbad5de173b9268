/**
 * Golden screens: what a terminal shows, cell by cell with its colours, as a text file that a person can read and a diff can
 * show. Renewed by UPDATE_GOLDEN=1 (see golden.test.ts); look at the diff of the files before it is committed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createPatch } from 'diff';
import { expect } from 'vitest';
import type { Cell, Screen } from '../terminal/screen.ts';
import { still } from '../terminal/still.ts';

const FOLDER = fileURLToPath(new URL('screens/', import.meta.url));
const HINT =
  'The screen is not as in the file. When that is meant: UPDATE_GOLDEN=1 npx vitest run --config test/vitest.config.ts test/golden';

/**
 * Compares the screen, once it stands still, with `screens/NAME.txt`; or writes that with UPDATE_GOLDEN=1, and when there is
 * none but not in CI.
 */
export async function expectGolden(name: string, screen: Screen): Promise<void> {
  const file = `${FOLDER}${name}.txt`;
  const actual = await still(() => dump(screen));
  if (process.env.UPDATE_GOLDEN || (!existsSync(file) && !process.env.CI)) {
    writeFileSync(file, actual);
    return;
  }
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (actual !== golden)
    expect.fail(`${HINT}\n${createPatch(name, golden, actual, 'golden', 'shown', { context: 2 })}`);
}

/**
 * Each line of the screen between bars; below it, where anything on it has a style, the style of each of its cells as a letter
 * (`.` for none), which the end of the file explains. Exported, so that a test sees that nothing is lost in it.
 */
export function dump(screen: Screen): string {
  const letters = new Map<string, string>([['', '.']]);
  const lines = Array.from({ length: screen.rows }, (_, row) => {
    const cells = Array.from({ length: screen.cols }, (_, column) => screen.cell(row, column));
    const text = cells.map(({ char }) => char).join('');
    const styles = cells.map(cell => letterOf(styleOf(cell), letters)).join('');
    return /[^.]/.test(styles) ? `|${text}|\n ${styles}` : `|${text}|`;
  });
  const legend = [...letters].flatMap(([style, letter]) => (style === '' ? [] : [`${letter} ${style}`]));
  return [`${screen.cols}x${screen.rows}`, ...lines, '', ...legend, ''].join('\n');
}

function styleOf({ fg, bg, bold, dim, italic, underline, inverse }: Cell): string {
  const flags = Object.entries({ bold, dim, italic, underline, inverse }).filter(([, isOn]) => isOn);
  return [
    ...(fg === null ? [] : [`fg=${fg}`]),
    ...(bg === null ? [] : [`bg=${bg}`]),
    ...flags.map(([flag]) => flag),
  ].join(' ');
}

function letterOf(style: string, letters: Map<string, string>): string {
  const known = letters.get(style);
  if (known) return known;
  const letter = String.fromCharCode('a'.charCodeAt(0) + letters.size - 1);
  letters.set(style, letter);
  return letter;
}
