import stringWidth from 'string-width';
import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { FilterLine } from './filter-line.tsx';
import { type KeyBinding, keyTitle } from './keys.ts';
import { useLook } from './look.ts';
import type { Row } from './rows.ts';
import { Line, type Span, span } from './spans.tsx';
import { fitWidth, wrapWords } from './text.ts';
import { MESSAGES, SEVERITY_TONES, type Tone } from './theme.ts';
import { describeInstance, describeProcess } from './words.ts';

/** What is to be said, on `height` lines: the result of the last action, else what the selected row means. */
export function StatusLines({
  state,
  selected,
  leak,
  killKey,
  columns,
  height,
}: {
  state: State;
  selected: Row | null;
  leak: number;
  killKey: string;
  columns: number;
  height: number;
}) {
  const { sentence } = useLook();
  if (state.editingFilter) return <FilterLine draft={state.draft} columns={columns} height={height} />;
  const { text, tone, behind } = statusOf(state, selected, leak, killKey);
  const lines = wrapWords(sentence(text), columns - 2);
  const shown = lines.slice(0, height - 1).concat(lines.length >= height ? [lines.slice(height - 1).join(' ')] : []);
  if (behind !== '') endWith(shown, sentence(behind), columns - 2, height);
  return (
    <>
      {Array.from({ length: height }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} spans={[span(` ${fitWidth(shown[index] ?? '', columns - 2)}`, tone)]} />
      ))}
    </>
  );
}

/** Puts a note on the last line, which gives way to it. */
function endWith(lines: string[], note: string, width: number, height: number): void {
  if (lines.length < height) return void lines.push(note);
  const noteWidth = Math.min(stringWidth(note), Math.floor(width / 2));
  lines.push(`${fitWidth(lines.pop()!, width - noteWidth - 2)}  ${fitWidth(note, noteWidth)}`);
}

interface Status {
  text: string;
  tone: Tone;
  /** Must be seen, whatever else is said. */
  behind: string;
}

function statusOf({ message, filter, shown }: State, selected: Row | null, leak: number, killKey: string): Status {
  // Nobody shall take for all processes those that a filter has left.
  const behind = filter === '' ? '' : words().screen.filterIsOn(filter);
  if (message)
    return { text: `${MESSAGES[message.tone].mark} ${message.text}`, tone: MESSAGES[message.tone].tone, behind };
  const meaning = selected ? meaningOf(selected, leak, killKey) : '';
  const note = shown?.notes[0];
  // Of many hosts one is often down: that must not hide what the selected row means.
  if (note) return { text: shown.fleet ? `${note} ${meaning}` : note, tone: 'warn', behind };
  const text = filter === '' ? meaning : `${behind}   ${meaning}`;
  return { text, tone: selected ? toneOf(selected) : 'plain', behind: '' };
}

function meaningOf(row: Row, leak: number, killKey: string): string {
  if (row.type === 'instance') return describeInstance(row.instance);
  return row.type === 'process' ? describeProcess(row.process, row.instance, leak, killKey) : '';
}

function toneOf(row: Row): Tone {
  if (row.type === 'instance') return SEVERITY_TONES[row.instance.severity];
  return row.type === 'process' ? SEVERITY_TONES[row.process.severity] : 'plain';
}

/** The keys worth knowing, as many as fit. */
export function Footer({
  bindings,
  readOnly,
  columns,
}: {
  bindings: readonly KeyBinding<string>[];
  readOnly: boolean;
  columns: number;
}) {
  const spans: Span[] = readOnly ? [span(` ${words().screen.readOnly}`, 'warn')] : [];
  let width = spans.reduce((sum, { text }) => sum + text.length, 0);
  for (const { keys, label, acts } of bindings) {
    if (!label || (acts && readOnly)) continue;
    const key = keyTitle(keys[0]!);
    const size = stringWidth(key) + stringWidth(label) + 3;
    if (width + size > columns) break;
    width += size;
    spans.push(span(' '), span(key, 'title'), span(` ${label} `));
  }
  return <Line spans={spans} />;
}
