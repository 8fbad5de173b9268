/**
 * How wide a terminal draws one code point that looks at no others: Markus Kuhn's wcwidth, with the emoji of today. Most
 * terminals (VTE, xterm, tmux, the Linux console) do so; others measure what is one character to the eye.
 */
export function codePointWidth(codePoint: number): 0 | 1 | 2 {
  const character = String.fromCodePoint(codePoint);
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]$/u.test(character)) return 0;
  return WIDE.test(character) || /^\p{Emoji_Presentation}$/u.test(character) ? 2 : 1;
}

const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}]$/u;

/** For xterm.js, whose own tables are of 2010: emoji take one column there. */
export const CODE_POINT_WIDTHS = {
  version: 'code points',
  wcwidth: codePointWidth,
  /** The width and whether it joins what stands before it, packed as xterm.js has it (UnicodeService.createPropertyValue). */
  charProperties(codePoint: number, preceding: number): number {
    const width = codePointWidth(codePoint);
    const widthBefore = (preceding >> 1) & 3;
    const joins = width === 0 && preceding !== 0 && widthBefore !== 0;
    return ((joins ? widthBefore : width) << 1) | Number(joins);
  },
};
