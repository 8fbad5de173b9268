/** Numbers, durations and sizes as people read them, in few columns. Unknown is always `?`, never 0. */

export const UNKNOWN = '?';

/** What differs from language to language in a number. All of one character, or as wide as the English, but `unlimited`. */
export interface NumberStyle {
  thousands: string;
  decimal: string;
  unlimited: string;
  /** The unit `y`. */
  year: string;
}

let style: NumberStyle = { thousands: ',', decimal: '.', unlimited: 'unlimited', year: 'y' };

/** From now on. For the start only (src/words/words.ts): JSON and all else that programs read is written without it. */
export function writeNumbersAs(wanted: NumberStyle): void {
  style = wanted;
}

/** 488868 -> `488,868`. */
export function formatCount(count: number | null): string {
  if (count === null) return UNKNOWN;
  if (!Number.isFinite(count)) return style.unlimited;
  return grouped(count, style.thousands);
}

/** The same in every language, for what is compared afterwards. */
export function grouped(count: number, thousands = ','): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, thousands);
}

/** 0.5, 1 -> `0.5`: as toFixed, in the language. */
export function formatDecimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('.', style.decimal);
}

/** In at most five columns: 502311 -> `502k`, 2466170 -> `2.47M`. */
export function formatShortCount(count: number | null): string {
  if (count === null || !Number.isFinite(count) || count < 9_999.5) return formatCount(count);
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  const [value, unit] =
    count < 999.5e6 ? [count / 1e6, 'M'] : count < 999.5e9 ? [count / 1e9, 'G'] : [count / 1e12, 'T'];
  // fs.file-max is close to 2^63 on current kernels: no limit at all.
  return value >= 999.5 ? '∞' : `${value.toPrecision(3).replace('.', style.decimal)}${unit}`;
}

/** 46.6 -> `47%`. A limit lowered under a running process may be passed many times over: then `>999%`. */
export function formatPercent(percent: number | null): string {
  if (percent === null) return UNKNOWN;
  return percent >= 999.5 ? '>999%' : `${Math.round(percent)}%`;
}

/** `+312/s`, `+0.4/s`, `-3/s`, `0`; `·` while it is not known yet. */
export function formatGrowth(perSecond: number | null): string {
  if (perSecond === null) return '·';
  const size = Math.abs(perSecond);
  if (size < 0.005) return '0';
  const digits = size < 0.095 ? formatDecimal(size, 2) : size < 9.95 ? formatDecimal(size, 1) : formatShortCount(size);
  return `${perSecond < 0 ? '-' : '+'}${digits}/s`;
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400 * 365, 'y'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** In one unit, rounded down so that it never promises time that is not there: `29 min`, `3 d`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '-';
  const [size, name] = UNITS.find(([unit]) => seconds >= unit) ?? UNITS.at(-1)!;
  const amount = Math.floor(seconds / size);
  const unit = name === 'y' ? style.year : name;
  return amount > 99 && name === 'y' ? `>99 ${unit}` : `${amount} ${unit}`;
}

/** With one decimal, for what has just been measured: `1.2 s`. */
export function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${formatDecimal(seconds, 1)} s` : formatDuration(seconds);
}

/** 851443712 -> `812M`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '-';
  const units = ['B', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 9.95 && unit > 2 ? formatDecimal(value, 1) : Math.round(value)}${units[unit]}`;
}

/** `3 workers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
