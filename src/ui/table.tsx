import { Box } from 'ink';
import { useRef } from 'react';
import stringWidth from 'string-width';
import { formatCount } from '../model/format.ts';
import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import { type Instance, processKey, serviceTitle } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { chosenColumns, layoutColumns, layoutOptionsOf, type PlacedColumn, treeColumn } from './column-layout.ts';
import { type Row, type RowOf, rowKey } from './rows.ts';
import { Line, type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';
import { ALARM, SEVERITY_MARKS, SEVERITY_TONES } from './theme.ts';
import { treeLines } from './tree.ts';

/** Room before the first column for the selection and the severity mark. */
export const MARGIN = 5;

interface TableProps {
  state: State;
  rows: readonly Row[];
  selected: number;
  columns: number;
  /** Lines for rows; the heading comes on top. */
  height: number;
  histories: ReadonlyMap<string, History>;
  thresholds: Thresholds;
}

/** The heading and the rows around the selected one. Only what fits is rendered. */
export function Table({ state, rows, selected, columns, height, histories, thresholds }: TableProps) {
  const offset = useOffset(rows.length, selected, height);
  const treeWidth = treeWidthOf(rows, columns);
  const layout = layoutColumns(chosenColumns(state.columns, state.shown?.fleet !== undefined), columns - MARGIN, {
    ...layoutOptionsOf(state),
    treeWidth,
  });
  return (
    <Box flexDirection="column" height={height + 1} overflow="hidden">
      <Line spans={headingSpans(layout, state.sort)} />
      {rows.slice(offset, offset + height).map((row, index) => {
        const isSelected = offset + index === selected;
        const context = { histories, thresholds, tagged: state.tagged, treeWidth };
        const spans = rowSpans(row, isSelected, columns, layout, context);
        return <Line key={rowKey(row)} inverse={isSelected} spans={spans} />;
      })}
    </Box>
  );
}

type Context = Pick<TableProps, 'histories' | 'thresholds'> & Pick<State, 'tagged'> & { treeWidth: number };

function rowSpans(
  row: Row,
  isSelected: boolean,
  columns: number,
  layout: readonly PlacedColumn[],
  context: Context,
): Span[] {
  if (row.type === 'instance') return instanceSpans(row.instance, isSelected, columns);
  if (row.type === 'process') return processSpans(row, isSelected, layout, context);
  if (row.type === 'ancestor') return [span(' '.repeat(MARGIN)), ...cellSpans(row, layout, context).map(dimmed)];
  return [
    span(' ▾ ', 'dim'),
    span(words().table.otherProcesses, 'strong'),
    span(`   ${formatCount(row.count)}`, 'dim'),
  ];
}

/** First row on the screen: moves only as far as the selection forces it. */
function useOffset(count: number, selected: number, height: number): number {
  const offset = useRef(0);
  const latest = Math.max(0, count - height);
  // The heading of the first group is worth a line too.
  const first = selected === 1 ? 0 : selected;
  if (first < offset.current) offset.current = Math.max(0, first);
  if (selected >= offset.current + height) offset.current = selected - height + 1;
  offset.current = Math.min(offset.current, latest);
  return offset.current;
}

function headingSpans(layout: readonly PlacedColumn[], sort: State['sort']): Span[] {
  const cells = layout.map(({ column, width }) => {
    const isSorted = column.id === sort.column;
    const title = isSorted ? `${column.title} ${sort.descending ? '▼' : '▲'}` : column.title;
    return span(`${fitWidth(title, width, column.align)} `, isSorted ? 'title' : 'dim');
  });
  return [span(' '.repeat(MARGIN)), ...cells];
}

/** Room for the lines of the deepest row, but not so much that the numbers go. */
function treeWidthOf(rows: readonly Row[], columns: number): number {
  const most = columns < 60 ? 6 : columns < 100 ? 12 : 30;
  const deepest = rows.reduce((depth, row) => Math.max(depth, lastsOf(row).length), 0);
  return Math.min(most, deepest * 3);
}

function lastsOf(row: Row): readonly boolean[] {
  return ('lasts' in row && row.lasts) || [];
}

function processSpans(
  row: RowOf<'process'>,
  isSelected: boolean,
  layout: readonly PlacedColumn[],
  context: Context,
): Span[] {
  const { process } = row;
  const mark = fitWidth(SEVERITY_MARKS[process.severity], 3, 'right');
  return [
    span(isSelected ? '›' : ' '),
    span(mark, process.severity === 'critical' ? ALARM : SEVERITY_TONES[process.severity]),
    context.tagged.has(processKey(process)) ? span('*', 'title') : span(' '),
    ...cellSpans(row, layout, context),
  ];
}

function cellSpans(
  row: RowOf<'process' | 'ancestor'>,
  layout: readonly PlacedColumn[],
  { histories, thresholds, treeWidth }: Context,
): Span[] {
  const { process, instance } = row;
  const inTree = treeColumn(layout.map(({ column }) => column));
  return layout.flatMap(({ column, width }) => {
    const lines = column === inTree ? treeLines(lastsOf(row), treeWidth) : '';
    const room = width - lines.length;
    const text = column.text(process, { histories, thresholds, instance, width: room });
    const cell = span(fitWidth(text, room, column.align, column.cut), column.tone?.(process) ?? 'plain');
    return [...(lines === '' ? [] : [span(lines, 'dim')]), cell, span(' ')];
  });
}

const dimmed = ({ text }: Span): Span => span(text, 'dim');

function instanceSpans(instance: Instance, isSelected: boolean, columns: number): Span[] {
  const { unit, name, workerPids, fds, severity, upgrading, masterPid, host } = instance;
  const service = serviceTitle(instance);
  const title = host === undefined ? service : `${host}   ${service}`;
  const notes = [
    ...(unit === null ? [] : [name]),
    words().screen.workers(workerPids.length),
    words().table.fds(fds),
    masterPid === null ? words().table.masterGone : words().table.master(masterPid),
  ].join('   ');
  const upgrade = upgrading ? `   ${words().table.upgrade}` : '';
  const room = columns - 3 - stringWidth(notes) - 3 - upgrade.length;
  return [
    span(isSelected ? '›▾ ' : ' ▾ ', isSelected ? 'plain' : 'dim'),
    span(
      fitWidth(title, Math.max(8, Math.min(stringWidth(title), room)), 'left', 'middle').trimEnd(),
      severity === 'ok' ? 'strong' : SEVERITY_TONES[severity],
    ),
    span(`   ${notes}`, 'dim'),
    span(upgrade, 'warn'),
  ];
}
