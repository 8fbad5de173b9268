import { chosenColumns, columnsOf } from './column-layout.ts';
import { COLUMNS } from './columns.ts';

/** The columns as the chooser shows them. */
export interface ColumnChoice {
  /** Ids of all columns, also of those that this screen has not: what is chosen for a fleet stays chosen. */
  order: readonly string[];
  choice: readonly string[] | null;
  isFleet: boolean;
}

/** All columns in the order of a choice; one that is not in it stands behind the one that it stands behind in the table. */
export function orderOf(choice: readonly string[] | null): string[] {
  const order = [...(choice ?? [])];
  for (const [index, { id }] of COLUMNS.entries()) {
    if (!order.includes(id)) order.splice(order.indexOf(COLUMNS[index - 1]?.id ?? '') + 1, 0, id);
  }
  return order;
}

/** Those that this screen can show, in their order. */
export function listed({ order, isFleet }: ColumnChoice): string[] {
  const known = columnsOf(isFleet).map(({ id }) => id);
  return order.filter(id => known.includes(id));
}

export function isOn({ choice, isFleet }: ColumnChoice, id: string): boolean {
  // Where nothing of the choice can be shown, what fdtop shows by itself is.
  if (columnsOf(isFleet).some(column => column.id === id))
    return chosenColumns(choice, isFleet).some(column => column.id === id);
  if (choice) return choice.includes(id);
  return COLUMNS.find(column => column.id === id)?.hidden !== 'everywhere';
}

/** The choice with one column on or off; null when it is the last that is on. */
export function toggled(given: ColumnChoice, id: string): string[] | null {
  const on = given.order.filter(each => (each === id ? !isOn(given, id) : isOn(given, each)));
  return listed({ ...given, order: on }).length === 0 ? null : on;
}

/** The order with one column before the listed one before it (-1), or behind the one behind it (1). */
export function moved(given: ColumnChoice, id: string, step: -1 | 1): readonly string[] {
  const others = listed(given);
  const neighbour = others[others.indexOf(id) + step];
  if (neighbour === undefined) return given.order;
  const rest = given.order.filter(each => each !== id);
  rest.splice(rest.indexOf(neighbour) + (step === 1 ? 1 : 0), 0, id);
  return rest;
}
