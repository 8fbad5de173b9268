import { Box } from 'ink';
import type { Message, State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { type ColumnChoice, isOn, listed } from './column-choice.ts';
import { COLUMN_KEYS } from './column-keys.ts';
import { chosenColumns, layoutColumns, layoutOptionsOf } from './column-layout.ts';
import { COLUMNS } from './columns.ts';
import { Footer } from './footer.tsx';
import { choiceOf } from './press-columns.ts';
import { Line, type Span, span } from './spans.tsx';
import { MARGIN } from './table.tsx';
import { fitWidth, wrapWords } from './text.ts';
import { MESSAGES } from './theme.ts';
import { useKeys } from './use-keys.ts';

interface ColumnsScreenProps {
  state: State;
  columns: number;
  rows: number;
  onKey: (name: string) => void;
}

const TITLE_WIDTH = 12;

/** All columns, on or off, in their order from left to right. */
export function ColumnsScreen({ state, columns, rows, onKey }: ColumnsScreenProps) {
  useKeys(names => {
    for (const name of names) onKey(name);
  });
  const { screen, message } = state;
  if (screen.name !== 'columns') return null;
  const choice = choiceOf(state, screen);
  const ids = listed(choice);
  const placed = placedOf(state, choice, columns);
  const title = ` ${words().chooser.title}`;
  const head: Span[][] = [
    [
      span(title, 'title'),
      span(fitWidth(`  ${words().chooser.order}`, Math.max(0, columns - title.length - 1)), 'dim'),
    ],
    [span(fitWidth(` ${placed.map(id => titleOf(id)).join('  ')}`, columns), 'strong')],
  ];
  const foot = footOf(message, columns, rows);
  const height = rows - head.length - foot.length - 1;
  const at = ids.indexOf(screen.at);
  // The one that the keys are meant for stands in the middle, where the list is longer than the screen.
  const top = Math.max(0, Math.min(ids.length - height, at - Math.floor(height / 2)));
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      {head.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} spans={spans} />
      ))}
      <Box flexDirection="column" height={height} overflow="hidden">
        {ids.slice(top, top + height).map(id => (
          <Line
            key={id}
            inverse={id === screen.at}
            spans={lineOf(id, id === screen.at, isOn(choice, id), placed.includes(id), columns)}
          />
        ))}
      </Box>
      {foot.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} spans={spans} />
      ))}
      <Footer bindings={COLUMN_KEYS} readOnly={false} columns={columns} />
    </Box>
  );
}

/** What was said last. Why something could not be saved is long. */
function footOf(message: Message | null, columns: number, rows: number): Span[][] {
  if (!message) return [[span(' ')]];
  const { mark, tone } = MESSAGES[message.tone];
  const lines = wrapWords(`${mark} ${message.text}`, columns - 2);
  const most = rows < 16 ? 1 : 4;
  const shown = lines.slice(0, most - 1).concat(lines.length >= most ? [lines.slice(most - 1).join(' ')] : []);
  return shown.map(line => [span(` ${fitWidth(line, columns - 2)}`, tone)]);
}

function placedOf(state: State, { choice, isFleet }: ColumnChoice, columns: number): string[] {
  const placed = layoutColumns(chosenColumns(choice, isFleet), columns - MARGIN, layoutOptionsOf(state));
  return placed.map(({ column }) => column.id);
}

function titleOf(id: string): string {
  return COLUMNS.find(column => column.id === id)!.title;
}

function lineOf(id: string, isSelected: boolean, on: boolean, hasRoom: boolean, columns: number): Span[] {
  const { title, help } = COLUMNS.find(column => column.id === id)!;
  const note = on && !hasRoom ? words().chooser.noRoom(columns) : '';
  const start = `${isSelected ? '›' : ' '} [${on ? 'x' : ' '}] `;
  const tone = on ? 'plain' : 'dim';
  return [
    span(start, tone),
    span(title.padEnd(TITLE_WIDTH), on ? 'title' : 'dim'),
    span(note, 'warn'),
    span(fitWidth(help, Math.max(0, columns - start.length - TITLE_WIDTH - note.length)), tone),
  ];
}
