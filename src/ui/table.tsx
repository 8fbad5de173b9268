import { Box } from 'ink';
import { useRef } from 'react';
import { formatCount, plural } from '../model/format.ts';
import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import { type Instance, type ProcessSample, processKey } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import { layoutColumns, type PlacedColumn } from './columns.ts';
import type { Row } from './rows.ts';
import { Line, type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';
import { ALARM, SEVERITY_MARKS, SEVERITY_TONES } from './theme.ts';

/** Room before the first column for the selection and the severity mark. */
const MARGIN = 5;

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
  const layout = layoutColumns(columns - MARGIN, state.all, state.shown?.fleet !== undefined);
  return (
    <Box flexDirection="column" height={height + 1} overflow="hidden">
      <Line spans={headingSpans(layout, state.sort)} />
      {rows.slice(offset, offset + height).map((row, index) => {
        const isSelected = offset + index === selected;
        const spans = rowSpans(row, isSelected, columns, layout, { histories, thresholds, tagged: state.tagged });
        return <Line key={rowKey(row)} inverse={isSelected} spans={spans} />;
      })}
    </Box>
  );
}

/** A master and its instance have the same id: the kind of row tells them apart. */
function rowKey(row: Row): string {
  if (row.type === 'process') return processKey(row.process);
  return row.type === 'instance' ? `instance ${row.instance.id}` : row.type;
}

type Context = Pick<TableProps, 'histories' | 'thresholds'> & Pick<State, 'tagged'>;

function rowSpans(
  row: Row,
  isSelected: boolean,
  columns: number,
  layout: readonly PlacedColumn[],
  context: Context,
): Span[] {
  if (row.type === 'instance') return instanceSpans(row.instance, columns);
  if (row.type === 'process') return processSpans(row.process, isSelected, layout, context);
  return [span(' ▾ ', 'dim'), span('other processes', 'strong'), span(`   ${formatCount(row.count)}`, 'dim')];
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

function processSpans(
  process: ProcessSample,
  isSelected: boolean,
  layout: readonly PlacedColumn[],
  context: Context,
): Span[] {
  const mark = fitWidth(SEVERITY_MARKS[process.severity], 3, 'right');
  const cells = layout.map(({ column, width }) => {
    const text = fitWidth(column.text(process, { ...context, width }), width, column.align);
    return [span(text, column.tone?.(process) ?? 'plain'), span(' ')];
  });
  return [
    span(isSelected ? '›' : ' '),
    span(mark, process.severity === 'critical' ? ALARM : SEVERITY_TONES[process.severity]),
    context.tagged.has(processKey(process)) ? span('*', 'title') : span(' '),
    ...cells.flat(),
  ];
}

function instanceSpans(instance: Instance, columns: number): Span[] {
  const { unit, manager, name, workerPids, fds, severity, upgrading, masterPid, host } = instance;
  const service = unit === null ? name : manager.startsWith('systemd') ? unit : `${manager} ${unit}`;
  const title = host === undefined ? service : `${host}   ${service}`;
  const notes = [
    ...(unit === null ? [] : [name]),
    plural(workerPids.length, 'worker'),
    `${formatCount(fds)} fds`,
    masterPid === null ? 'master gone' : `master ${masterPid}`,
  ].join('   ');
  const upgrade = upgrading ? '   upgrade in progress' : '';
  const room = columns - 3 - notes.length - 3 - upgrade.length;
  return [
    span(' ▾ ', 'dim'),
    span(
      fitWidth(title, Math.max(8, Math.min(title.length, room))).trimEnd(),
      severity === 'ok' ? 'strong' : SEVERITY_TONES[severity],
    ),
    span(`   ${notes}`, 'dim'),
    span(upgrade, 'warn'),
  ];
}
