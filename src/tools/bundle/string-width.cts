/** All that fdtop itself paints: ASCII, Latin, punctuation, arrows, signs, boxes, blocks, braille. One column each. */
const NARROW =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2039\u203a\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713\u2717\u2800-\u28ff]*$/;
const COLOURS = /\x1b\[[\d;]*m/g;

/**
 * Columns that a text takes. In the bundle it stands for the package `string-width`, in Ink too: that compiles an expression
 * of all emoji as it is loaded and used, a quarter of the time to the first frame, so it is only when a text needs it.
 */
module.exports = function width(text: string, options?: { countAnsiEscapeCodes?: boolean }): number {
  if (typeof text === 'string') {
    const plain = text.includes('\x1b') && !options?.countAnsiEscapeCodes ? text.replace(COLOURS, '') : text;
    if (NARROW.test(plain)) return plain.length;
  }
  return require('string-width').default(text, options);
};
