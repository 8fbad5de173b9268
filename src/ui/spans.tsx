import { Text } from 'ink';
import { memo } from 'react';
import { type Look, type TextStyle, useLook } from './look.ts';
import { painted } from './paint.ts';
import { steady } from './steady.ts';
import type { Tone } from './themes.ts';

/** A piece of a line in one tone. */
export interface Span {
  text: string;
  tone: Tone;
}

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** Lines, bars and the dots of a chart: drawn, not written. */
const DRAWN = /^[ .:'|+\-\u2500-\u259f\u2800-\u28ff]+$/;
/** Words, and what is around them. */
const AROUND_WORDS = /^([ \u2500-\u259f\u2800-\u28ff]*)(.*?)([ \u2500-\u259f\u2800-\u28ff]*)$/su;

interface LineProps {
  spans: readonly Span[];
  /** It has the selection. */
  inverse?: boolean;
}

/** One line of the screen. A single Text: what Ink spends grows with the number of boxes. */
export const Line = memo(function Line({ spans, inverse = false }: LineProps) {
  const look = useLook();
  // Also of what is not cut to a column: a line that is wider to the terminal than to Ink runs into the next one.
  const sure = spans.map(({ text, tone }) => span(steady(text), tone));
  const shown = inverse ? asBar(sure) : sure;
  const text = shown
    .flatMap(each => piecesOf(each, look, inverse))
    .map(([piece, style]) => painted(piece, style))
    .join('');
  return (
    <Text wrap="truncate" {...(inverse ? look.styles.selected : {})}>
      {text}
    </Text>
  );
}, sameLine);

/** What is worst gives the selection its colour, so that it is one bar and not a patchwork. */
function asBar(spans: readonly Span[]): readonly Span[] {
  const worst = (['bad', 'warn'] as const).find(tone => spans.some(each => each.tone === tone)) ?? 'plain';
  return spans.map(({ text, tone }) => span(text, tone === 'plain' || tone === 'dim' ? worst : tone));
}

/**
 * A background or a line below is of the words, not of the blanks and lines around them; and neither does well on the bar of
 * the selection.
 */
function piecesOf({ text, tone }: Span, { styles, cells }: Look, isSelected: boolean): [string, TextStyle][] {
  const style = styles[tone];
  const { bold, color, underline, backgroundColor } = style;
  if (!underline && !backgroundColor) return [[cells(text), style]];
  if (isSelected || DRAWN.test(text)) return [[cells(text), backgroundColor ? { bold } : { bold, color }]];
  const [, before, words, behind] = AROUND_WORDS.exec(text)!;
  return [
    [cells(before!), {}],
    [cells(words!), style],
    [cells(behind!), {}],
  ];
}

function sameLine(a: LineProps, b: LineProps): boolean {
  return (
    a.inverse === b.inverse &&
    a.spans.length === b.spans.length &&
    a.spans.every(({ text, tone }, index) => text === b.spans[index]!.text && tone === b.spans[index]!.tone)
  );
}
