/** One place for a character in the picture, and what may be drawn in it. */

/** Pixels. Whole ones: shapes side by side then have no seam. */
export const CELL = { width: 9, height: 20 } as const;

export interface Shape {
  /** An SVG path in the cell's own coordinates. */
  path: string;
  /** The thickness of its line; 0 for a filled shape. */
  stroke: number;
  opacity: number;
}
