import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toSvg } from '../../../test/terminal/picture.ts';
import { toPng } from '../../../test/terminal/png.ts';
import { openTerminal, type Terminal } from '../../../test/terminal/terminal.ts';

const FOLDER = fileURLToPath(new URL('../../../screenshots/', import.meta.url));
const FDTOP = fileURLToPath(new URL('../../../dist/fdtop.js', import.meta.url));

/** The program as it is built, in a terminal. */
export function openFdtop(cols: number, rows: number, ...args: string[]): Terminal {
  return openTerminal({ command: process.execPath, args: [FDTOP, '--config', '/dev/null', ...args], cols, rows });
}

/** Writes what is on the screen to screenshots/NAME.svg and .png. */
export function save(name: string, terminal: Terminal): void {
  const svg = toSvg(terminal, { title: 'fdtop' });
  writeFileSync(`${FOLDER}${name}.svg`, svg);
  writeFileSync(`${FOLDER}${name}.png`, toPng(svg));
}

/** Ends the program as a user does. */
export async function leave(...terminals: Terminal[]): Promise<void> {
  for (const terminal of terminals) {
    terminal.write('q');
    await terminal.exit;
  }
}
