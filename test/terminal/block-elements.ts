/** Bars, shades, quarters and braille dots, as filled shapes that join to those of the cells around. */
import { CELL, type Shape } from './cell.ts';

const { width: W, height: H } = CELL;

/** U+2580 to U+259F: ▀ ▁ … █ … ▏ ▐ ░ ▒ ▓ ▔ ▕ ▖ … ▟ */
export function blockElement(code: number): Shape {
  const at = code - 0x2580;
  if (at === 0x00) return fill(rectangle(0, 0, W, H / 2));
  if (at <= 0x08) return fill(rectangle(0, H - (H * at) / 8, W, (H * at) / 8));
  if (at <= 0x0f) return fill(rectangle(0, 0, (W * (16 - at)) / 8, H));
  if (at === 0x10) return fill(rectangle(W / 2, 0, W / 2, H));
  if (at <= 0x13) return { ...fill(rectangle(0, 0, W, H)), opacity: (at - 0x10) / 4 };
  if (at === 0x14) return fill(rectangle(0, 0, W, H / 8));
  if (at === 0x15) return fill(rectangle((W * 7) / 8, 0, W / 8, H));
  return fill(quarters(QUARTERS[at - 0x16]!));
}

/** ▖▗▘▙▚▛▜▝▞▟, each by its quarters: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
const QUARTERS = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

function quarters(bits: number): string {
  const places = [0, 1, 2, 3].filter(place => bits & (1 << place));
  return places.map(place => rectangle((place % 2) * (W / 2), place < 2 ? 0 : H / 2, W / 2, H / 2)).join('');
}

/** Where the dots 1 to 8 of a braille cell are, in columns and rows. */
const DOTS = ['00', '01', '02', '10', '11', '12', '03', '13'];
const RADIUS = 1.3;

export function braille(code: number): Shape {
  const dots = DOTS.filter((_, dot) => (code - 0x2800) & (1 << dot));
  return fill(
    dots.map(([column, row]) => circle((W * (2 * Number(column) + 1)) / 4, (H * (2 * Number(row) + 1)) / 8)).join(''),
  );
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

function circle(x: number, y: number): string {
  const half = `a${RADIUS} ${RADIUS} 0 1 0`;
  return `M${x - RADIUS} ${y}${half} ${2 * RADIUS} 0${half} ${-2 * RADIUS} 0z`;
}

function fill(path: string): Shape {
  return { path, stroke: 0, opacity: 1 };
}
