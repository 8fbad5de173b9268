import type { State } from '../store/state.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';

/** With every process on the screen the command tells them apart: it comes before all that is nice to have. */
const COMMAND_PRIORITY_OF_ALL = 2.5;
/** The column of the order is seen, however narrow it is: else nothing would tell what the order is. */
const SORTED_PRIORITY = 1.5;
/** Less than any two priorities differ. */
const PASSED_BY = 0.01;
/** Each column is followed by one space. */
const GAP = 1;

export interface PlacedColumn {
  column: Column;
  width: number;
}

/** Those that mean something here, whether they are shown or not. */
export function columnsOf(isFleet: boolean): readonly Column[] {
  return COLUMNS.filter(({ only }) => only === undefined || only === (isFleet ? 'fleet' : 'host'));
}

/** Those that were chosen, in the order in which they were; without a choice what fdtop shows by itself. */
export function chosenColumns(choice: readonly string[] | null, isFleet: boolean): readonly Column[] {
  const columns = columnsOf(isFleet);
  const wanted = choice?.flatMap(id => columns.find(column => column.id === id) ?? []) ?? [];
  // What was chosen for a fleet may have nothing that one host has.
  if (wanted.length > 0) return wanted;
  return columns.filter(({ hidden }) => hidden === undefined || (hidden === 'on-one-host' && isFleet));
}

export interface LayoutOptions {
  /** Command lines matter more than usual: every process is shown, or a tree. */
  commandFirst: boolean;
  /** The id of the column of the order. */
  sorted: string | null;
  /** Room before the text of the column that the tree is drawn in, see treeColumn. */
  treeWidth?: number;
}

/** What of the state the table is laid out by. */
export function layoutOptionsOf({ all, view, sort }: Pick<State, 'all' | 'view' | 'sort'>): LayoutOptions {
  return { commandFirst: all || view === 'tree', sorted: sort.column };
}

/** The columns that fit into `width`, most important first, shown in their order; what is left goes to the elastic ones. */
export function layoutColumns(
  columns: readonly Column[],
  width: number,
  { commandFirst, sorted, treeWidth = 0 }: LayoutOptions,
): PlacedColumn[] {
  const priorities = prioritiesOf(columns, { commandFirst, sorted });
  const inTree = treeColumn(columns);
  const least = (column: Column) => column.width + (column === inTree ? treeWidth : 0);
  const chosen = new Set<Column>();
  let left = width;
  for (const column of [...columns].sort((a, b) => priorities.get(a)! - priorities.get(b)!)) {
    if (least(column) + GAP > left) break;
    left -= least(column) + GAP;
    chosen.add(column);
  }
  return columns
    .filter(column => chosen.has(column))
    .map(column => {
      const extra = Math.min(left, (column.maxWidth ?? column.width) - column.width);
      left -= extra;
      return { column, width: least(column) + extra };
    });
}

/** What was moved to the left, past others, matters more than those. Else each as the table has it. */
function prioritiesOf(
  columns: readonly Column[],
  { commandFirst, sorted }: Pick<LayoutOptions, 'commandFirst' | 'sorted'>,
): Map<Column, number> {
  const own = ({ id, priority }: Column) => {
    if (id === sorted) return Math.min(priority, SORTED_PRIORITY);
    return commandFirst && id === 'command' ? COMMAND_PRIORITY_OF_ALL : priority;
  };
  const place = (column: Column) => COLUMNS.indexOf(column);
  return new Map(
    columns.map((column, index) => {
      const passed = columns.slice(index + 1).filter(other => place(other) < place(column));
      return [column, Math.min(own(column), ...passed.map(other => own(other) - PASSED_BY))];
    }),
  );
}

/** The column before whose text a tree is drawn: the pid, else the first. */
export function treeColumn(columns: readonly Column[]): Column | undefined {
  return columns.find(({ id }) => id === 'pid') ?? columns[0];
}
