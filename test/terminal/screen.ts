/** A terminal's screen without a window: what a program's output looks like, cell by cell. */
import xterm, { type IBuffer, type IBufferCell, type Terminal as Xterm } from '@xterm/headless';
import { CODE_POINT_WIDTHS } from './code-point-width.ts';

/** null is the terminal's own colour, a number one of the 256, a string `#rrggbb`. */
export type Color = null | number | string;

export interface Cell {
  /** ' ' where nothing is; '' right of a character of two columns. */
  char: string;
  /** Columns it takes: 1, 2, or 0 right of one that takes 2. */
  width: number;
  fg: Color;
  bg: Color;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
}

export interface Screen {
  readonly cols: number;
  readonly rows: number;
  /** The lines that are visible, without trailing blanks. */
  text(): string[];
  cell(row: number, column: number): Cell;
  /** The cells of the first place where `text` stands, or null. */
  find(text: string): Cell[] | null;
  /** Is the alternate screen shown, the one without scrollback that full-screen programs use? */
  altScreen(): boolean;
  cursorVisible(): boolean;
  /** Modes that a program may forget to switch off. */
  modes(): { mouse: boolean; bracketedPaste: boolean; applicationCursor: boolean; focusEvents: boolean };
  resize(cols: number, rows: number): void;
  /** Shows the output; resolves when it is on the screen. */
  feed(output: string): Promise<void>;
  /** What the terminal itself answers, e.g. where the cursor is. */
  onAnswer(send: (answer: string) => void): void;
}

export function createScreen(cols: number, rows: number): Screen {
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true });
  terminal.unicode.register(CODE_POINT_WIDTHS);
  terminal.unicode.activeVersion = CODE_POINT_WIDTHS.version;
  const cursor = watchCursor(terminal);
  const line = (row: number) => terminal.buffer.active.getLine(top(terminal.buffer.active) + row);
  const cell = (row: number, column: number): Cell => {
    const found = line(row)?.getCell(column);
    if (!found) throw new RangeError(`no cell ${row},${column} on a screen of ${terminal.rows} x ${terminal.cols}`);
    return toCell(found);
  };
  const cells = (row: number) => Array.from({ length: terminal.cols }, (_, column) => cell(row, column));

  return {
    get cols() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    text: () => Array.from({ length: terminal.rows }, (_, row) => line(row)?.translateToString(true).trimEnd() ?? ''),
    cell,
    find(text) {
      for (let row = 0; row < terminal.rows; row++) {
        const candidates = cells(row);
        for (let column = 0; column < candidates.length; column++) {
          const found = spelled(candidates.slice(column), text);
          if (found) return found;
        }
      }
      return null;
    },
    altScreen: () => terminal.buffer.active.type === 'alternate',
    cursorVisible: () => cursor.visible,
    modes: () => ({
      mouse: terminal.modes.mouseTrackingMode !== 'none',
      bracketedPaste: terminal.modes.bracketedPasteMode,
      applicationCursor: terminal.modes.applicationCursorKeysMode,
      focusEvents: terminal.modes.sendFocusMode,
    }),
    resize: (newCols, newRows) => terminal.resize(newCols, newRows),
    feed: output => new Promise(resolve => terminal.write(output, resolve)),
    onAnswer: send => void terminal.onData(send),
  };
}

/** The first line of the buffer that is on the screen: the ones above have scrolled off. */
function top(buffer: IBuffer): number {
  return buffer.baseY;
}

/** xterm.js does not tell whether the cursor is shown, so listen to the mode that shows and hides it (DECTCEM). */
function watchCursor(terminal: Xterm): { visible: boolean } {
  const cursor = { visible: true };
  for (const [final, visible] of [
    ['h', true],
    ['l', false],
  ] as const) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, parameters => {
      if (parameters.includes(25)) cursor.visible = visible;
      return false; // xterm.js handles it as well
    });
  }
  return cursor;
}

/** The cells that `text` takes at the start of `cells`, or null when something else stands there. */
function spelled(cells: Cell[], text: string): Cell[] | null {
  let sofar = '';
  for (const [index, { char }] of cells.entries()) {
    sofar += char;
    if (sofar === text) return cells.slice(0, index + 1);
    if (!text.startsWith(sofar)) return null;
  }
  return null;
}

function toCell(cell: IBufferCell): Cell {
  const width = cell.getWidth();
  return {
    char: cell.getChars() || (width === 0 ? '' : ' '),
    width,
    fg: color(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    bg: color(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

function color(isDefault: boolean, isRgb: boolean, value: number): Color {
  if (isDefault) return null;
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
