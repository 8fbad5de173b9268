import type { Severity } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { filterHelp } from './filter-help.ts';
import { type KeyBinding, keyTitle } from './keys.ts';
import { Page, type PageFrame } from './page.tsx';
import { type Span, span } from './spans.tsx';
import { wrapWords } from './text.ts';
import { SEVERITY_MARKS, SEVERITY_TONES } from './theme.ts';

const LEFT = 14;
const FILTER_LEFT = 19;

/** Keys, columns, filters and colours, from the tables that drive them. */
export function HelpScreen(
  props: PageFrame & { keys: readonly KeyBinding[]; warn: number; leak: number; readOnly: boolean },
) {
  const { columns, warn, leak, readOnly } = props;
  const keys = props.keys.filter(({ acts }) => !(acts && readOnly));
  const { help } = words();
  const meanings: [Severity, string][] = [
    ['ok', help.under(warn)],
    ['elevated', help.elevated(warn)],
    ['leaking', help.leaking(leak)],
    ['critical', help.critical],
    ['unknown', help.unknown],
  ];
  const body: Span[][] = [
    ...section(
      help.keys,
      keys.map(binding => [keysOf(binding), binding.help]),
      columns,
    ),
    ...section(
      help.columns,
      COLUMNS.map(column => [column.title, `${column.help}${nameOf(column)}`]),
      columns,
    ),
    ...section(help.filters, filterHelp(), columns, FILTER_LEFT),
    [span(` ${help.colours}`, 'strong')],
    ...meanings.map(([severity, meaning]) => [
      span(`  ${SEVERITY_MARKS[severity].padEnd(4)}`, SEVERITY_TONES[severity]),
      span(severity.padEnd(LEFT - 4), SEVERITY_TONES[severity]),
      span(meaning),
    ]),
  ];
  return (
    <Page
      {...props}
      head={[[span(' fdtop', 'title'), span(`  ${help.subtitle}`)], [span(' ')]]}
      body={body}
      foot={[]}
    />
  );
}

function keysOf({ keys }: KeyBinding): string {
  return keys.slice(0, 2).map(keyTitle).join(' ');
}

/** What a column is called in filters and --columns, where its title does not tell. */
function nameOf({ id, title, filter }: Column): string {
  const name = filter?.aka?.[0] ?? id;
  if (name === title.toLowerCase()) return '';
  return filter === null ? words().help.columnName(name) : words().help.filterName(name);
}

function section(
  title: string,
  entries: readonly (readonly [string, string])[],
  columns: number,
  leftWidth = LEFT,
): Span[][] {
  const lines = entries.flatMap(([left, right]) =>
    wrapWords(right, columns - leftWidth - 3).map((line, index) => [
      span(`  ${(index === 0 ? left : '').padEnd(leftWidth)}`, 'title'),
      span(line),
    ]),
  );
  return [[span(` ${title}`, 'strong')], ...lines, [span(' ')]];
}
