/** Lines and corners, as strokes that meet those of the cells around. */
import { CELL, type Shape } from './cell.ts';

const { width: W, height: H } = CELL;
/** Where the lines cross: in the middle of a pixel, so that a line of one pixel is sharp. */
const X = 4.5;
const Y = 9.5;

/** The arms from the middle: left, up, right, down. */
const THIN: Record<string, string> = {
  ...{ '─': 'lr', '│': 'ud', '╴': 'l', '╵': 'u', '╶': 'r', '╷': 'd', '┌': 'rd', '┐': 'ld', '└': 'ur', '┘': 'lu' },
  ...{ '├': 'urd', '┤': 'lud', '┬': 'lrd', '┴': 'lur', '┼': 'lurd' },
};
const THICK: Record<string, string> = {
  ...{ '━': 'lr', '┃': 'ud', '╸': 'l', '╹': 'u', '╺': 'r', '╻': 'd', '┏': 'rd', '┓': 'ld', '┗': 'ur', '┛': 'lu' },
  ...{ '┣': 'urd', '┫': 'lud', '┳': 'lrd', '┻': 'lur', '╋': 'lurd' },
};
const ROUND: Record<string, string> = {
  '╭': `M${X} ${H}V14A4.5 4.5 0 0 1 ${W} ${Y}`,
  '╮': `M0 ${Y}A4.5 4.5 0 0 1 ${X} 14V${H}`,
  '╯': `M${X} 0V5A4.5 4.5 0 0 1 0 ${Y}`,
  '╰': `M${X} 0V5A4.5 4.5 0 0 0 ${W} ${Y}`,
};
/** Two lines each way: x 3.5 and 5.5, y 8.5 and 10.5. */
const DOUBLE: Record<string, string> = {
  '═': `M0 8.5H${W}M0 10.5H${W}`,
  '║': `M3.5 0V${H}M5.5 0V${H}`,
  '╔': `M3.5 ${H}V8.5H${W}M5.5 ${H}V10.5H${W}`,
  '╗': `M0 8.5H5.5V${H}M0 10.5H3.5V${H}`,
  '╚': `M3.5 0V10.5H${W}M5.5 0V8.5H${W}`,
  '╝': 'M0 8.5H3.5V0M0 10.5H5.5V0',
  '╠': `M3.5 0V${H}M5.5 0V8.5H${W}M5.5 ${H}V10.5H${W}`,
  '╣': `M5.5 0V${H}M0 8.5H3.5V0M0 10.5H3.5V${H}`,
  '╦': `M0 8.5H${W}M0 10.5H3.5V${H}M5.5 ${H}V10.5H${W}`,
  '╩': `M0 10.5H${W}M0 8.5H3.5V0M5.5 0V8.5H${W}`,
  '╬': `M0 8.5H3.5V0M5.5 0V8.5H${W}M0 10.5H3.5V${H}M5.5 ${H}V10.5H${W}`,
};

export function boxDrawing(char: string): Shape | null {
  if (THIN[char]) return stroke(arms(THIN[char], 1), 1);
  if (THICK[char]) return stroke(arms(THICK[char], 2), 2);
  const path = ROUND[char] ?? DOUBLE[char];
  return path ? stroke(path, 1) : null;
}

/** Each arm reaches past the middle by half a line, so that corners are full. */
function arms(directions: string, thickness: number): string {
  const past = thickness / 2;
  const lines: Record<string, string> = {
    l: `M0 ${Y}H${X + past}`,
    u: `M${X} 0V${Y + past}`,
    r: `M${W} ${Y}H${X - past}`,
    d: `M${X} ${H}V${Y - past}`,
  };
  return [...directions].map(direction => lines[direction]).join('');
}

function stroke(path: string, thickness: number): Shape {
  return { path, stroke: thickness, opacity: 1 };
}
