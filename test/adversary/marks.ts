/**
 * What is planted where fdtop may print it: bytes that would move a cursor, set a title, fill a clipboard or open a link, and
 * words that would be commands if a person pasted the line. None of it may come out of fdtop again as it went in.
 */
import type { Bytes } from './mallory.ts';

/** A program of this name would be executed: an unquoted one in a line to paste is a hole. */
export const COMMAND = 'PWNED_COMMAND';

const utf8 = (text: string): Bytes => Buffer.from(text).toString('latin1');

export const ESCAPES: Bytes = `\x1b[31;7777m\x1b]0;PWNED\x07\x1b]8;;http://pwned/\x1b\\\x1b]52;c;UFdORUQ=\x07\x1bc\x07\b\x7f`;
/** U+009B and U+009D as UTF-8, and as the bytes of a terminal with 8 bits. */
export const C1: Bytes = `${utf8('\u009b31;7777m\u009d0;PWNED\u009c\u0085')}\x9b31;7777m\x9d0;PWNED\x9c`;
export const LINES: Bytes = `one\ntwo\r\nthree\rfour\v\f${utf8('\u2028\u2029')}`;
export const QUOTES: Bytes = `'; ${COMMAND} #"; ${COMMAND} #\\$(${COMMAND})\`${COMMAND}\`|${COMMAND}&&${COMMAND}`;
export const BIDI: Bytes = utf8('\u202egnp.exe\u2066isolate\u2069\u200f\u061c');
export const INVALID: Bytes = '\xff\xfe\xc0\xaf\xed\xa0\x80\xf8';
export const FORMATS: Bytes = '%s%n%1000000d{}{0}$1$&\\x1b\\u001b\\033[0m';
export const DASHES: Bytes = '--yes --signal=KILL';
export const LONG: Bytes = 'L'.repeat(100_000);
/** What fdtop itself writes into its log, its exports and to Nagios. */
export const LOGS: Bytes = `x\n2026-01-01T00:00:00Z kill pid=1 ok\nFDTOP OK - all is well | fds=0\n# HELP fdtop_up x\nfdtop_up 1\n"} 1\nFDTOP_ACTION=kill`;

/** All that is short, in one name: no slash, no NUL, under 255 bytes. */
export const NASTY: Bytes = `${ESCAPES}${C1}a\nb\r'; ${COMMAND} #"$(${COMMAND})\`${BIDI}\xff%s`.replaceAll('/', '');

const CONTROL = /[\p{Cc}]/u;
const HIDDEN = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/** What is wrong with an output that may hold text and newlines alone; null when nothing is. */
export function whyUnclean(output: Buffer): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(output);
  } catch {
    return 'is no UTF-8';
  }
  return whyForeign(text.replaceAll('\n', '')) ?? whyUnquoted(text);
}

/** Of a text without any line: a control character, or one that turns the direction of what is read. */
export function whyForeign(text: string): string | null {
  const at = [CONTROL, HIDDEN].map(pattern => text.search(pattern)).filter(index => index >= 0);
  if (at.length === 0) return null;
  const index = Math.min(...at);
  const code = text.codePointAt(index)!.toString(16).padStart(4, '0').toUpperCase();
  return `has U+${code} in ${JSON.stringify(text.slice(Math.max(0, index - 40), index + 20))}`;
}

/** Lines that a person is told to type, or that say what is run. */
const TO_TYPE = /(?:\bruns?: |^\s*\$ |^\s*(?:sudo|systemctl|supervisorctl|docker|podman|kill|prlimit) )/;

function whyUnquoted(text: string): string | null {
  for (const line of text.split('\n')) {
    if (!TO_TYPE.test(line) || !line.includes(COMMAND)) continue;
    const bare = line.slice(line.search(TO_TYPE)).replace(/'[^']*'|\\./g, '');
    if (bare.includes(COMMAND)) return `has an unquoted command in ${JSON.stringify(line.slice(0, 300))}`;
  }
  return null;
}

/**
 * All that fdtop and Ink send to a terminal besides text: colours and attributes, the cursor, erasing, the alternate screen,
 * the modes that they switch, and questions about the terminal.
 */
const OWN = new RegExp(
  [
    '\\x1b\\[(?:\\d{1,3}(?:[;:]\\d{0,3})*)?m',
    '\\x1b\\[\\d{0,3}(?:;\\d{0,3})?[ABCDEFGHJKLMPST@Xdf]',
    '\\x1b\\[\\?(?:25|7|1|12|1004|1049|2004|2026|2031)[hl]',
    '\\x1b\\[[?>=]?\\d{0,2}[cun]',
    '\\x1b[78]',
    '[\\r\\n]',
  ].join('|'),
  'g',
);

/** The same of what was written to a terminal. */
export function whyForeignToTerminal(raw: string): string | null {
  return whyForeign(raw.replace(OWN, ''));
}
