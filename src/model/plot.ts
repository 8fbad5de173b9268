import type { Scale } from './chart-scale.ts';

/** How fine a cell of the terminal is drawn, and with what. */
export interface Pen {
  /** Dots in a cell, side by side and above each other. */
  across: number;
  up: number;
  /** The character of a cell in which these dots are set; `dots[0]` is the left column, from the lowest dot on. */
  character: (dots: readonly boolean[][]) => string;
}

/** Unicode's braille patterns: bit by bit as in U+2800's block, the lowest dot first. */
const BRAILLE_BITS = [
  [0x40, 0x04, 0x02, 0x01],
  [0x80, 0x20, 0x10, 0x08],
];

export const BRAILLE: Pen = {
  across: 2,
  up: 4,
  character: dots => {
    const bits = dots.flatMap((column, x) => column.map((isSet, y) => (isSet ? BRAILLE_BITS[x]![y]! : 0)));
    return String.fromCharCode(0x2800 + bits.reduce((sum, bit) => sum | bit, 0));
  },
};

export const ASCII: Pen = {
  across: 1,
  up: 2,
  character: ([column]) => (column![0] ? (column![1] ? ':' : '.') : "'"),
};

/**
 * Draws a line through the values, one for each column of dots, on `height` lines of cells; the first is the highest. A cell
 * without a dot is null. A value outside of the scale lies on its edge; null is a gap; what jumps is joined by an upright.
 */
export function plot(
  values: readonly (number | null)[],
  { bottom, top }: Scale,
  height: number,
  { across, up, character }: Pen,
): (string | null)[][] {
  const highest = height * up - 1;
  const levelOf = (value: number) =>
    Math.round(Math.min(1, Math.max(0, (value - bottom) / Math.max(top - bottom, 1e-9))) * highest);
  const columns = values.map((value, index) => {
    if (value === null) return null;
    const before = values[index - 1] ?? null;
    const level = levelOf(value);
    const from = before === null ? level : levelOf(before);
    // From beside the last one up or down to this one.
    return from < level
      ? { low: Math.min(from + 1, level), high: level }
      : { low: level, high: Math.max(from - 1, level) };
  });
  const width = Math.ceil(values.length / across);
  return Array.from({ length: height }, (_, line) => {
    const floor = (height - 1 - line) * up;
    return Array.from({ length: width }, (_, cell) => {
      const dots = Array.from({ length: across }, (_, x) => {
        const column = columns[cell * across + x];
        return Array.from({ length: up }, (_, y) => {
          return column != null && floor + y >= column.low && floor + y <= column.high;
        });
      });
      return dots.flat().includes(true) ? character(dots) : null;
    });
  });
}

/** The line of cells, from above, in which a value lies. */
export function lineOf(value: number, { bottom, top }: Scale, height: number, { up }: Pen): number {
  const level = Math.round(((value - bottom) / Math.max(top - bottom, 1e-9)) * (height * up - 1));
  return height - 1 - Math.floor(level / up);
}
