import stringWidth from 'string-width';
import { CHART_SECONDS, type Message, type State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';
import { MESSAGES } from './theme.ts';

const RANGES: Record<State['chart']['seconds'], string> = { 60: '1 min', 600: '10 min', 3600: '1 h' };

/** Over a chart: what it shows, of which time, and the other times that Tab leads to. */
export function rangeLine(title: string, { seconds, fits }: State['chart'], columns: number): Span[] {
  const ranges = CHART_SECONDS.map(each =>
    span(each === seconds ? `[${RANGES[each]}]` : ` ${RANGES[each]} `, each === seconds ? 'strong' : 'dim'),
  );
  const left = ` ${words().pages.last(title, RANGES[seconds], fits)}`;
  const right = ranges.reduce((width, { text }) => width + text.length, 0);
  const gap = columns - left.length - right - 1;
  return gap < 2 ? [span(left, 'strong')] : [span(left, 'strong'), span(' '.repeat(gap)), ...ranges];
}

/** What was said last, in the foot of a page. */
export function messageLines(message: Message | null, columns: number): Span[][] {
  if (!message) return [];
  const { mark, tone } = MESSAGES[message.tone];
  return [[span(` ${fitWidth(`${mark} ${message.text}`, columns - 1)}`, tone)]];
}

/** As many of the parts, the first ones first, as fit beside each other. */
export function fitParts(parts: readonly Span[], columns: number): Span[] {
  const line: Span[] = [];
  let width = 0;
  for (const part of parts) {
    const gap = line.length === 0 ? ' ' : '   ';
    width += gap.length + stringWidth(part.text);
    if (width > columns) break;
    line.push(span(gap), part);
  }
  return line;
}
