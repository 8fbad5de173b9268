/** Seconds between two times of an axis. */
const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
/** Between two times at least. */
const SPACE = 3;

export interface TimeLabel {
  /** Column of the tick, and of the first character of its text. */
  tick: number;
  start: number;
  text: string;
}

/** `14:02`, and `14:02:30` with seconds, on the clock of this machine. */
export function clockTime(at: number, withSeconds: boolean): string {
  return new Date(at * 1000).toTimeString().slice(0, withSeconds ? 8 : 5);
}

/**
 * Round times from `from` to `to` (seconds since 1970) under an axis of `width` columns, as many as there is room for. One
 * that would stand out over an edge is left out, unless it is the only one.
 */
export function timeLabels(from: number, to: number, width: number): TimeLabel[] {
  const lengthOf = (step: number) => clockTime(from, step < 60).length;
  const step = STEPS.find(each => (each / (to - from)) * width >= lengthOf(each) + SPACE) ?? STEPS.at(-1)!;
  const labels: TimeLabel[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const text = clockTime(at, step < 60);
    const tick = Math.min(width - 1, Math.floor(((at - from) / (to - from)) * width));
    labels.push({ tick, start: tick - (text.length >> 1), text });
  }
  const inside = labels.filter(({ start, text }) => start >= 0 && start + text.length <= width);
  if (inside.length > 0) return inside;
  const [first] = labels.filter(({ text }) => text.length <= width);
  return first ? [{ ...first, start: Math.max(0, Math.min(width - first.text.length, first.start)) }] : [];
}
