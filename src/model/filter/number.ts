import type { NumberKind } from './field.ts';

const K = 1000;
const KIB = 1024;

/** What may follow a number, by its kind, in small letters; the empty one is what it has without. */
const UNITS: Record<NumberKind, Record<string, number>> = {
  count: { '': 1, k: K, m: K ** 2, g: K ** 3 },
  rate: { '': 1, k: K, m: K ** 2, '/s': 1, 'k/s': K, 'm/s': K ** 2, '/min': 1 / 60, '/h': 1 / 3600, '/d': 1 / 86_400 },
  percent: { '': 1, '%': 1 },
  duration: { '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 7 * 86_400, y: 365 * 86_400 },
  bytes: { '': 1, b: 1, k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 },
};

const UNLIMITED = /^(unlimited|infinity)$/i;

/** `10k`, `12,000`, `1.5`, `-3/s`, `1h30m`, `500MiB`; null for what is none of that. */
export function parseNumber(text: string, kind: NumberKind): number | null {
  if (kind === 'count' && UNLIMITED.test(text)) return Number.POSITIVE_INFINITY;
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(text)!;
  const parts = partsOf(rest!);
  // Only times are put together: 1h30m.
  if (parts === null || (parts.length > 1 && kind !== 'duration')) return null;
  let sum = 0;
  for (const { digits, unit } of parts) {
    const word = kind === 'bytes' ? unit.replace(/(?<=[kmgt])i?b$/, '') : unit;
    if (!Object.hasOwn(UNITS[kind], word)) return null;
    sum += digits * UNITS[kind][word]!;
  }
  return sign === '-' ? -sum : sum;
}

function partsOf(text: string): { digits: number; unit: string }[] | null {
  const parts: { digits: number; unit: string }[] = [];
  const part = /(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(\.\d+)?([^\d.,]*)/y;
  while (part.lastIndex < text.length) {
    const [, whole, fraction = '', unit] = part.exec(text) ?? [];
    if (whole === undefined) return null;
    parts.push({ digits: Number(whole.replaceAll(',', '') + fraction), unit: unit!.toLowerCase() });
  }
  return parts.length === 0 ? null : parts;
}
