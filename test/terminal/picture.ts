/** A screen as a picture: SVG, and PNG made of it. */
import { CELL, type Shape } from './cell.ts';
import { BACKGROUND, paintOf, TITLE, TITLE_BAR } from './palette.ts';
import type { Cell, Screen } from './screen.ts';
import { shapeOf } from './shapes.ts';

const { width: W, height: H } = CELL;
/** The size at which a character of DejaVu Sans Mono, 0.602 em wide, fills a cell. */
const FONT_SIZE = 14.95;
const BASELINE = 15;
const FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace";
const BAR = 34;
const PADDING = 14;

/** The screen in a window with a title bar. */
export function toSvg(screen: Screen, { title = '' } = {}): string {
  const width = screen.cols * W + 2 * PADDING;
  const height = screen.rows * H + 2 * PADDING + BAR;
  const rows = Array.from({ length: screen.rows }, (_, row) =>
    Array.from({ length: screen.cols }, (_, column) => screen.cell(row, column)),
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...windowFrame(width, height, title),
    `<g transform="translate(${PADDING} ${BAR + PADDING})" font-family="${FONT}" font-size="${FONT_SIZE}">`,
    ...rows.flatMap((cells, row) => [...papers(cells, row * H), ...inks(cells, row * H)]),
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function windowFrame(width: number, height: number, title: string): string[] {
  const buttons = ['#ed6a5e', '#f4bf4f', '#61c554'].map(
    (color, i) => `<circle cx="${20 + 20 * i}" cy="${BAR / 2}" r="6" fill="${color}"/>`,
  );
  return [
    `<rect width="${width}" height="${height}" rx="10" fill="${BACKGROUND}"/>`,
    `<path d="M0 ${BAR}V10A10 10 0 0 1 10 0H${width - 10}A10 10 0 0 1 ${width} 10V${BAR}z" fill="${TITLE_BAR}"/>`,
    ...buttons,
    `<text x="${width / 2}" y="${BAR / 2 + 4.5}" text-anchor="middle" font-family="${FONT}" font-size="13" fill="${TITLE}">${escapeXml(title)}</text>`,
  ];
}

/** The backgrounds that are not the window's, one rectangle for each run of the same colour. */
function papers(cells: Cell[], y: number): string[] {
  return runs(cells, cell => paintOf(cell).paper)
    .filter(run => run.key !== BACKGROUND)
    .map(
      ({ key, from, to }) => `<rect x="${from * W}" y="${y}" width="${(to - from) * W}" height="${H}" fill="${key}"/>`,
    );
}

/** What stands on them: shapes one by one, words of one style as text, and underlines. */
function inks(cells: Cell[], y: number): string[] {
  return runs(cells, kindOfInk).flatMap(({ key, from, to }) => {
    const first = cells[from]!;
    const { ink } = paintOf(first);
    const underline = first.underline
      ? [`<rect x="${from * W}" y="${y + BASELINE + 2}" width="${(to - from) * W}" height="1" fill="${ink}"/>`]
      : [];
    if (key === '') return underline;
    const shape = shapeOf(first.char);
    if (shape) return [...underline, drawn(shape, from * W, y, to - from, ink)];
    return [...underline, written(cells.slice(from, to), from * W, y + BASELINE, ink)];
  });
}

/** The same for neighbours that can be drawn as one; '' where there is nothing to draw. */
function kindOfInk(cell: Cell, column: number): string {
  const { ink } = paintOf(cell);
  const style = `${ink} ${cell.bold} ${cell.italic} ${cell.underline}`;
  if (cell.char === ' ' || cell.char === '') return '';
  if (cell.char === '█') return `full ${style}`;
  // A shape has a place of its own, and so has a character that may come from a font of another width.
  if (shapeOf(cell.char) || !/^[\u0020-\u024f]$/.test(cell.char)) return `${column} ${style}`;
  return style;
}

function drawn({ path, stroke, opacity }: Shape, x: number, y: number, times: number, color: string): string {
  const paint = stroke > 0 ? `fill="none" stroke="${color}" stroke-width="${stroke}"` : `fill="${color}"`;
  const scale = times > 1 ? ` scale(${times} 1)` : '';
  return `<path transform="translate(${x} ${y})${scale}" d="${path}" ${paint}${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`;
}

function written(cells: Cell[], x: number, y: number, color: string): string {
  const { bold, italic, width } = cells[0]!;
  const text = cells.map(cell => cell.char).join('');
  const style = `${bold ? ' font-weight="bold"' : ''}${italic ? ' font-style="italic"' : ''}`;
  // Holds the columns with any other font; a single character is only put in the middle of its cells.
  const place =
    cells.length > 1
      ? `x="${x}" textLength="${cells.length * W}" lengthAdjust="spacingAndGlyphs"`
      : `x="${x + (width * W) / 2}" text-anchor="middle"`;
  return `<text ${place} y="${y}" fill="${color}"${style}>${escapeXml(text)}</text>`;
}

interface Run {
  key: string;
  from: number;
  to: number;
}

function runs(cells: Cell[], keyOf: (cell: Cell, column: number) => string): Run[] {
  const found: Run[] = [];
  cells.forEach((cell, column) => {
    const key = keyOf(cell, column);
    const last = found.at(-1);
    if (last?.key === key) last.to = column + 1;
    else found.push({ key, from: column, to: column + 1 });
  });
  return found;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
