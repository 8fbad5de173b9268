import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { need } from '../support/need.ts';
import { toSvg } from './picture.ts';
import { toPng } from './png.ts';
import { createScreen } from './screen.ts';

/** Where the screen's first cell is in the picture. */
const LEFT = 14;
const TOP = 48;

async function pictureOf(output: string, { cols = 20, rows = 3, title = '' } = {}): Promise<string> {
  const screen = createScreen(cols, rows);
  await screen.feed(output);
  return toSvg(screen, { title });
}

/** The colours in the picture, pixel by pixel. */
function pixelsOf(svg: string): (x: number, y: number) => string {
  const { pixels, width } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  return (x, y) => `#${pixels.subarray(4 * (y * width + x)).toString('hex', 0, 3)}`;
}

test('words keep their columns, colours and weight, and nothing in them is markup', async () => {
  const svg = await pictureOf('a <b>\r\n\x1b[1;38;2;255;0;0mhot\x1b[0m \x1b[3mcold\x1b[0m', { title: 'x & y' });
  expect(svg).toContain(
    '<text x="18" textLength="27" lengthAdjust="spacingAndGlyphs" y="15" fill="#d6dae1">&lt;b&gt;</text>',
  );
  expect(svg).toMatch(/<text x="0" textLength="27".* y="35" fill="#ff0000" font-weight="bold">hot<\/text>/);
  expect(svg).toMatch(/<text x="36".* font-style="italic">cold<\/text>/);
  expect(svg).toContain('>x &amp; y</text>');
});

test('colours of the 16, the 256 and the 16 million; dim and inverse', async () => {
  const svg = await pictureOf('\x1b[31mA\x1b[38;5;202mB\x1b[38;5;240mC\x1b[38;2;1;2;3mD\x1b[0;2mE\x1b[0;7;33mF');
  const inks = [...svg.matchAll(/fill="(#\w+)">([A-F])</g)].map(match => `${match[2]} ${match[1]}`);
  expect(inks).toEqual(['A #f2616b', 'B #ff5f00', 'C #585858', 'D #010203', 'E #7f8389', 'F #15181e']);
  expect(svg).toContain('<rect x="45" y="0" width="9" height="20" fill="#e9be67"/>');
});

test('bars and lines join to their neighbours without a seam', async () => {
  const at = pixelsOf(await pictureOf('\x1b[38;2;255;255;255m█▇▄█\r\n████\r\n──┼──'));
  for (let x = 0; x < 36; x++) expect(at(LEFT + x, TOP + 18)).toBe('#ffffff');
  for (let y = 18; y < 40; y++) expect(at(LEFT + 20, TOP + y)).toBe('#ffffff');
  expect(at(LEFT + 20, TOP + 9)).not.toBe('#ffffff'); // ▄ is half a cell
  for (let x = 0; x < 45; x++) expect(at(LEFT + x, TOP + 49)).toBe('#ffffff');
  for (let y = 40; y < 60; y++) expect(at(LEFT + 22, TOP + y)).toBe('#ffffff');
});

test('a wide character is in the middle of its two columns, and what follows is not moved', async () => {
  const svg = await pictureOf('漢x');
  expect(svg).toContain('<text x="9" text-anchor="middle" y="15" fill="#d6dae1">漢</text>');
  expect(svg).toContain('<text x="22.5" text-anchor="middle" y="15" fill="#d6dae1">x</text>');
});

need('fonts-dejavu-core')('PNG', () => {
  test('a PNG of twice the size', async () => {
    const png = toPng(await pictureOf('hello', { cols: 80, rows: 24 }));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * (80 * 9 + 28), 2 * (24 * 20 + 62)]);
  });
});
