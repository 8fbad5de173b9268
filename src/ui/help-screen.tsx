import { formatCount } from '../model/format.ts';
import type { Severity } from '../model/snapshot.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { FILTER_HELP } from './filter-help.ts';
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
  const meanings: [Severity, string][] = [
    ['ok', `under ${formatCount(warn)} fds (--warn)`],
    ['elevated', `${formatCount(warn)} fds or more: worth a look`],
    ['leaking', `${formatCount(leak)} fds or more (--leak): replace it`],
    ['critical', 'at 90 % of its limit, or there within 10 minutes'],
    ['unknown', 'its fds may not be counted: run sudo fdtop'],
  ];
  const body: Span[][] = [
    ...section(
      'Keys',
      keys.map(binding => [keysOf(binding), binding.help]),
      columns,
    ),
    ...section(
      'Columns',
      COLUMNS.map(column => [column.title, `${column.help}${nameOf(column)}`]),
      columns,
    ),
    ...section('Filters', FILTER_HELP, columns, FILTER_LEFT),
    [span(' Colours and marks', 'strong')],
    ...meanings.map(([severity, help]) => [
      span(`  ${SEVERITY_MARKS[severity].padEnd(4)}`, SEVERITY_TONES[severity]),
      span(severity.padEnd(LEFT - 4), SEVERITY_TONES[severity]),
      span(help),
    ]),
  ];
  return (
    <Page
      {...props}
      head={[[span(' fdtop', 'title'), span('  the top for file descriptors')], [span(' ')]]}
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
  return name === title.toLowerCase() ? '' : filter === null ? ` (--columns ${name})` : ` (in filters: ${name})`;
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
