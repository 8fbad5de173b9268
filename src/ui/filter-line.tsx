import stringWidth from 'string-width';
import { words } from '../words/words.ts';
import { type Draft, readDraft } from './filter-draft.ts';
import { Line, type Span, span } from './spans.tsx';
import { fitWidth, lastOf, wrapWords } from './text.ts';
import type { Tone } from './theme.ts';

const TONES: Record<Draft['state'], Tone> = { fine: 'dim', begun: 'dim', unfinished: 'warn', wrong: 'bad' };

/** The filter while it is typed, with what is wrong in it marked where it stands, and what is expected. */
export function FilterLine({ draft, columns, height }: { draft: string; columns: number; height: number }) {
  const { title } = words().filter;
  const read = readDraft(draft);
  const { says } = read;
  const isOwnLine = height > 1;
  const room = columns - title.length - 2;
  // On one line what is typed has the right of way, but leaves some of it to what is said.
  const textRoom = isOwnLine ? room : Math.max(8, room - Math.min(stringWidth(says) + 2, Math.floor(room / 2)));
  const typed = typedSpans(draft, read, textRoom);
  const used = typed.reduce((sum, { text }) => sum + stringWidth(text), 0);
  const lines = isOwnLine ? wrapWords(says, columns - 2) : [];
  return (
    <>
      <Line
        spans={[
          span(title, 'title'),
          ...typed,
          span('█ ', 'title'),
          span(isOwnLine ? '' : ` ${fitWidth(says, Math.max(0, room - used - 1))}`, TONES[read.state]),
        ]}
      />
      {Array.from({ length: height - 1 }, (_, index) => {
        const text = index === height - 2 ? lines.slice(index).join(' ') : (lines[index] ?? '');
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        return <Line key={index} spans={[span(` ${fitWidth(text, columns - 2)}`, TONES[read.state])]} />;
      })}
    </>
  );
}

/** In place of the keys of the table, which are only letters here. */
export function FilterKeys({ columns }: { columns: number }) {
  return <Line spans={[span(` ${fitWidth(words().filter.hint, columns - 2)}`, 'dim')]} />;
}

/** The text, its end where it is too long, and in it the part that is wrong. */
function typedSpans(draft: string, { state, start, end }: Draft, room: number): Span[] {
  const shown = lastOf(draft, room);
  const cut = draft.length - shown.length;
  const piece = (from: number, to: number) => shown.slice(Math.max(0, from - cut), Math.max(0, to - cut));
  const isMarked = state === 'wrong' || state === 'unfinished';
  return [
    span(cut > 0 ? '…' : ''),
    span(piece(0, isMarked ? start : draft.length), 'strong'),
    span(isMarked ? piece(start, end) : '', TONES[state]),
    span(isMarked ? piece(end, draft.length) : '', 'strong'),
  ].filter(({ text }) => text !== '');
}
