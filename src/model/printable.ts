import type { Foreign } from './foreign.ts';

/** Tab, line feed, carriage return and the other characters that break a line: they read as a space. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/**
 * What a terminal obeys, or what cannot be seen: C0 and C1 controls with ESC and DEL, bidi overrides and isolates, zero
 * width characters and fillers, tags, and surrogates without a partner.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

const PLAIN = /^[\x20-\x7e]*$/;

/** Longer than any text a screen shows: the middle of such a text is dropped before it is looked at. */
const HUGE = 16;

/**
 * Makes text from outside (paths, titles, names: any process may choose them) safe to print on a terminal and in a
 * report. A run of line breaks or tabs becomes one space; a run of other unsafe characters becomes one visible `�`, so
 * that a forged name never looks like the real one. A text over `max` code points is cut in the middle, where `…`
 * stands: both the start and the end of a path tell something.
 */
export function printable(from: string | Foreign, max = 200): string {
  const text = typeof from === 'string' ? from : from.raw;
  if (text.length <= max && PLAIN.test(text)) return text;
  const oneLine = dropMiddle(text, HUGE * max).replace(BREAKS, ' ');
  return cutMiddle(oneLine.replace(UNSAFE, '\ufffd'), max);
}

/** What a terminal obeys, each for itself; a line feed is fdtop's own in what it prints, and so is a non-joiner (ui/steady.ts). */
const UNSAFE_BUT_LINES = /(?![\n\u200c])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const PLAIN_LINES = /^[\x20-\x7e\n]*$/;

/**
 * The last door before a terminal, for whole texts of fdtop's: what it prints is printable already, and should a name have come
 * by another way, it is made visible here, character by character, so that nothing moves.
 */
export function visible(text: string): string {
  return PLAIN_LINES.test(text) ? text : text.replace(UNSAFE_BUT_LINES, '\ufffd');
}

/**
 * The same data with each text in it printable: what is written a line each stays one, whatever names are in it. What is
 * printable already is given back as it is, not copied.
 */
export function printableIn<T>(data: T, max = 1000): T {
  if (typeof data === 'string') return printable(data, max) as T;
  if (data === null || typeof data !== 'object') return data;
  const entries = Object.entries(data).map(([key, value]) => [key, value, printableIn(value, max)] as const);
  if (entries.every(([, before, after]) => Object.is(before, after))) return data;
  if (Array.isArray(data)) return entries.map(([, , after]) => after) as T;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after])) as T;
}

/** Cuts by code points, so that no character is torn apart. */
function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = Array.from(text);
  if (points.length <= max) return text;
  const kept = Math.max(0, max - 1);
  const head = Math.ceil(kept / 2);
  const tail = points.slice(points.length - (kept - head));
  return `${points.slice(0, head).join('')}…${tail.join('')}`;
}

function dropMiddle(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most / 2)}…${text.slice(-most / 2)}`;
}
