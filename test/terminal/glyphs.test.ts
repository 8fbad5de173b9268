import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { asciiCells, asciiText } from '../../src/terminal/glyphs.ts';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
/** What a person may see; comments and the documentation of types are not printed. */
const PRINTING = ['ui', 'model', 'report', 'commands', 'actions', 'diagnosis', 'watch', 'fleet', 'words'];

/** Every character beyond ASCII in the strings of the sources, by file. */
function printed(): [file: string, glyphs: string[]][] {
  const files = globSync(
    PRINTING.map(folder => `${folder}/**/*.{ts,tsx}`),
    { cwd: SOURCES },
  );
  return files.map(file => {
    const code = readFileSync(SOURCES + file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
    return [file, [...new Set(code.match(/[^\0-\x7f]/gu) ?? [])]];
  });
}

test('each character that fdtop prints has its place in the table', () => {
  const lacking = printed().flatMap(([file, glyphs]) =>
    glyphs
      .filter(glyph => glyph !== '¿' && /\?/.test(asciiText(glyph) + asciiCells(glyph)))
      .map(glyph => `${file}: ${glyph}`),
  );
  expect(lacking).toEqual([]);
  expect(printed().flatMap(([, glyphs]) => glyphs)).toContain('→');
});

describe('in ASCII', () => {
  const TEXTS = [
    '',
    'worker 4711',
    '→ 10.0.0.5:443 …',
    '▁▂▃▄▅▆▇█',
    '漢字',
    'e\u0301le\u0300ve',
    '👍🏽',
    'Ωμέγα',
    '✓ ±1 %',
  ];

  test.each(TEXTS)('%j is ASCII, and its cells as wide as before', text => {
    expect(asciiText(text)).toMatch(/^[\0-\x7f]*$/);
    expect(asciiCells(text)).toMatch(/^[\0-\x7f]*$/);
    expect(asciiCells(text)).toHaveLength(stringWidth(text));
  });

  test('a sparkline still rises', () => {
    const bars = [...asciiCells('▁▂▃▄▅▆▇█')];
    expect(new Set(bars).size).toBe(8);
  });

  test('a sentence says it in words, a cell in one character', () => {
    expect(asciiText('✓ 1,024 → 8,192')).toBe('OK 1,024 -> 8,192');
    expect(asciiCells('✓ 1,024 → 8,192')).toBe('+ 1,024 > 8,192');
    expect(asciiText('✗ still alive …')).toBe('FAILED still alive ...');
  });

  test('a name of another script is question marks', () => {
    expect(asciiText('東京:app')).toBe('????:app');
  });
});
