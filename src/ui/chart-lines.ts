import { type ChartOptions, type ChartPiece, chart } from '../model/chart.ts';
import type { ChartMark } from '../model/chart-scale.ts';
import type { Point } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import { words } from '../words/words.ts';
import type { Span } from './spans.tsx';
import type { Tone } from './theme.ts';

/** The lines across a chart: the thresholds, and the soft limit where there is one. */
export function marksOf({ warn, leak }: Thresholds, limitSoft: number | null): ChartMark[] {
  const said = words().pages;
  const limit = limitSoft !== null && Number.isFinite(limitSoft) ? [{ name: said.limit, value: limitSoft }] : [];
  return [{ name: said.warn, value: warn }, { name: said.leak, value: leak }, ...limit];
}

/** A chart as lines of the screen. */
export function chartLines(points: readonly Point[], options: ChartOptions): Span[][] {
  return chart(points, options).map(pieces => pieces.map(piece => ({ text: piece.text, tone: toneOf(piece) })));
}

function toneOf({ is, mark }: ChartPiece): Tone {
  if (mark) return mark.name === words().pages.warn ? 'warn' : 'bad';
  return is === 'axis' ? 'dim' : 'title';
}

/** The counts that lie in the time that a chart shows. */
export function countsWithin(points: readonly Point[], from: number, to: number): number[] {
  return points.filter(({ at }) => at >= from && at <= to).map(({ fds }) => fds);
}
