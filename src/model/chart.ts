import { type ChartMark, niceStep, type Scale } from './chart-scale.ts';
import { formatCount, formatShortCount } from './format.ts';
import type { Point } from './history.ts';
import { ASCII, BRAILLE, lineOf, type Pen, plot } from './plot.ts';
import { resample } from './resample.ts';
import { timeLabels } from './time-axis.ts';

/** A piece of a line of a chart. `mark` is the one that it belongs to, or the highest one that the counts reach there. */
export interface ChartPiece {
  text: string;
  is: 'axis' | 'counts' | 'mark';
  mark: ChartMark | null;
}

export interface ChartOptions {
  /** Columns, with the numbers at the left. */
  width: number;
  /** Lines; the times below take two more. */
  height: number;
  /** Seconds since 1970. */
  from: number;
  to: number;
  scale: Scale;
  marks: readonly ChartMark[];
  /** Numbers at the left and times below. */
  axes?: boolean;
  /** For a terminal that has no more than ASCII. */
  ascii?: boolean;
}

interface Glyphs {
  pen: Pen;
  side: string;
  sideTick: string;
  corner: string;
  floor: string;
  floorTick: string;
  mark: string;
}

const UNICODE_GLYPHS: Glyphs = {
  pen: BRAILLE,
  side: '│',
  sideTick: '┤',
  corner: '└',
  floor: '─',
  floorTick: '┬',
  mark: '┄',
};
const ASCII_GLYPHS: Glyphs = {
  pen: ASCII,
  side: '|',
  sideTick: '+',
  corner: '+',
  floor: '-',
  floorTick: '+',
  mark: '-',
};

/** Numbers are written out from this width on. */
const WIDE = 60;
/** Lines between two numbers at the left. */
const LINES_A_NUMBER = 3;

/**
 * The counts of one process over time: a line, thresholds across it with their names, numbers at the left, times below. The
 * highest count of each moment is drawn, and nothing where nothing was counted. Each line is exactly `width` columns wide.
 */
export function chart(points: readonly Point[], options: ChartOptions): ChartPiece[][] {
  const { width, height, from, to, scale, axes = true, ascii = false } = options;
  const glyphs = ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  const marks = options.marks
    .filter(({ value }) => value > scale.bottom && value <= scale.top)
    .sort((a, b) => a.value - b.value);
  const numbers = axes ? numbersOf(scale, marks, height, width, glyphs.pen) : new Map<number, string>();
  const longest = Math.max(0, ...[...numbers.values()].map(({ length }) => length));
  // Where there is room for either, the line tells more than its numbers.
  const margin = longest * 2 < width ? longest : 0;
  const plotWidth = Math.max(1, axes ? width - margin - 1 : width);
  const values = resample(points, from, to, plotWidth * glyphs.pen.across);
  const rows = plot(values, scale, height, glyphs.pen);

  const lines = rows.map((cells, line): ChartPiece[] => {
    const here = marks.filter(({ value }) => lineOf(value, scale, height, glyphs.pen) === line);
    const pieces = joined(
      markedCells(cells, here, glyphs).map((cell, x) => pieceOf(cell, x, values, marks, glyphs.pen)),
    );
    if (!axes) return pieces;
    const number = numbers.get(line);
    const side = `${(margin > 0 ? (number ?? '') : '').padStart(margin)}${number === undefined ? glyphs.side : glyphs.sideTick}`;
    return [{ text: side, is: here.length > 0 ? 'mark' : 'axis', mark: here.at(-1) ?? null }, ...pieces];
  });
  return axes ? [...lines, ...timeLines(from, to, plotWidth, margin, glyphs)] : lines;
}

/** What stands at the left, by line: first the thresholds, then the ends, then round numbers where there is room. */
function numbersOf(scale: Scale, marks: readonly ChartMark[], height: number, width: number, pen: Pen) {
  const { bottom, top } = scale;
  const step = niceStep(((top - bottom) / height) * LINES_A_NUMBER);
  const round: number[] = [];
  for (let value = Math.ceil(bottom / step) * step; value < top; value += step) round.push(value);
  const numbers = new Map<number, string>();
  const wanted = [...marks.map(({ value }) => value).reverse(), bottom, top, ...round];
  for (const [index, value] of wanted.entries()) {
    const line = lineOf(value, scale, height, pen);
    const isFree = ![-1, 0, 1].some(distance => numbers.has(line + distance));
    const isMark = index < marks.length;
    if (isMark ? !numbers.has(line) : isFree) numbers.set(line, (width < WIDE ? formatShortCount : formatCount)(value));
  }
  return numbers;
}

interface Cell {
  text: string;
  is: 'counts' | 'mark';
  mark: ChartMark | null;
}

/** A line with the thresholds that lie in it; its name stands where it hides no count. */
function markedCells(cells: readonly (string | null)[], marks: readonly ChartMark[], { mark }: Glyphs): Cell[] {
  const top = marks.at(-1);
  if (!top) return cells.map(text => ({ text: text ?? ' ', is: 'counts', mark: null }));
  const values = marks.length > 1;
  const name = ` ${marks.map(each => (values ? `${each.name} ${formatCount(each.value)}` : each.name)).join(', ')} `;
  const start = cells.findIndex(
    (_, x) => x > 0 && x + name.length < cells.length && cells.slice(x, x + name.length).every(cell => cell === null),
  );
  return cells.map((text, x): Cell => {
    if (text !== null) return { text, is: 'counts', mark: null };
    const isNamed = start !== -1 && x >= start && x < start + name.length;
    return { text: isNamed ? name[x - start]! : mark, is: 'mark', mark: top };
  });
}

function pieceOf(
  cell: Cell,
  x: number,
  values: readonly (number | null)[],
  marks: readonly ChartMark[],
  { across }: Pen,
): ChartPiece {
  if (cell.is === 'mark') return cell;
  const highest = Math.max(0, ...values.slice(x * across, (x + 1) * across).map(value => value ?? 0));
  return { ...cell, mark: marks.findLast(({ value }) => highest >= value) ?? null };
}

function joined(pieces: readonly ChartPiece[]): ChartPiece[] {
  const result: ChartPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last && last.is === piece.is && last.mark === piece.mark) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

function timeLines(from: number, to: number, width: number, margin: number, glyphs: Glyphs): ChartPiece[][] {
  const labels = timeLabels(from, to, width);
  const ticks = new Set(labels.map(({ tick }) => tick));
  const floor = Array.from({ length: width }, (_, x) => (ticks.has(x) ? glyphs.floorTick : glyphs.floor)).join('');
  const times = labels.reduce((line, { start, text }) => line.padEnd(start) + text, '').padEnd(width);
  return [`${glyphs.corner}${floor}`, ` ${times}`].map(text => [
    { text: ' '.repeat(margin) + text, is: 'axis', mark: null },
  ]);
}
