/** A picture's PNG. */
import { existsSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import { packages } from '../support/packages.ts';

/** Twice the size by default, so that it is sharp on a screen of high density. */
export function toPng(svg: string, { zoom = 2 } = {}): Buffer {
  if (!existsSync(packages['fonts-dejavu-core'])) {
    throw new Error('pictures need the typeface DejaVu Sans Mono: install the Debian package fonts-dejavu-core');
  }
  // The machine's other fonts serve for characters that DejaVu lacks.
  const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono', monospaceFamily: 'DejaVu Sans Mono' };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}
