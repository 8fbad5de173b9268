import { Text } from 'ink';
import { memo } from 'react';
import { STYLES, type Tone } from './theme.ts';

/** A piece of a line in one tone. */
export interface Span {
  text: string;
  tone: Tone;
}

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** One line of the screen. A single Text: what Ink spends grows with the number of boxes. */
export const Line = memo(function Line({ spans, inverse = false }: { spans: readonly Span[]; inverse?: boolean }) {
  return (
    <Text wrap="truncate" inverse={inverse}>
      {spans.map(({ text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line have no identity but their place
        <Text key={index} {...STYLES[tone]}>
          {text}
        </Text>
      ))}
    </Text>
  );
}, sameLine);

function sameLine(
  a: { spans: readonly Span[]; inverse?: boolean },
  b: { spans: readonly Span[]; inverse?: boolean },
): boolean {
  return (
    a.inverse === b.inverse &&
    a.spans.length === b.spans.length &&
    a.spans.every(({ text, tone }, index) => text === b.spans[index]!.text && tone === b.spans[index]!.tone)
  );
}
