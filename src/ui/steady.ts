import stringWidth from 'string-width';

/** All that fdtop itself paints, and Latin: one column for each code unit, on every terminal. */
const SURE =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2039\u203a\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2800-\u28ff]*$/;

/** What is one character to the eye may be many code points, and its width is not their sum. */
const graphemes = new Intl.Segmenter();

/** A virama and the letter behind it: some terminals join them into one sign, others do not. A non-joiner parts them. */
const CONJUNCTS = /(?<=[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d])(?=\p{L})/gu;
/** Thai and Lao AM is a mark and a letter in one; written as two, each has its own width. */
const AM: Record<string, string> = { '\u0e33': '\u0e4d\u0e32', '\u0eb3': '\u0ecd\u0eb2' };
/** Of two of them some terminals make a flag, of one column or two: as letters they are sure. */
const FLAG_LETTERS = /[\u{1f1e6}-\u{1f1ff}]/gu;
const FIRST_FLAG_LETTER = 0x1f1e6;

/** Whether a text is as wide as it is long. */
export function isSure(text: string): boolean {
  return SURE.test(text);
}

/**
 * The same text, so that terminals that measure code points and those that measure what is one character to the eye come to
 * the same width: else the columns behind a name would stand elsewhere in each of them. Of a character about which they
 * differ (an emoji with a skin tone) only the base is left.
 */
export function steady(text: string): string {
  if (SURE.test(text)) return text;
  const parted = text
    .normalize('NFC')
    .replace(CONJUNCTS, '\u200c')
    .replace(/[\u0e33\u0eb3]/g, am => AM[am]!)
    .replace(FLAG_LETTERS, letter => String.fromCharCode(65 + letter.codePointAt(0)! - FIRST_FLAG_LETTER));
  return Array.from(graphemes.segment(parted), ({ segment }) => agreed(segment)).join('');
}

/** The characters of a text as the eye sees them. */
export function charactersOf(text: string): string[] {
  return SURE.test(text) ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function agreed(character: string): string {
  const points = [...character];
  if (points.length === 1) return character;
  const sum = points.reduce((width, point) => width + stringWidth(point), 0);
  if (sum === stringWidth(character)) return character;
  const [base, ...rest] = points;
  return [base, ...rest.filter(point => stringWidth(point) === 0)].join('');
}
