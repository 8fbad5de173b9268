import { Box } from 'ink';
import { words } from '../words/words.ts';
import { keyTitle } from './keys.ts';
import { Line, span } from './spans.tsx';

/** In place of an empty table: why it is empty, and what to do. */
export function Nothing({
  filter,
  all,
  canDemo,
  height,
  note = null,
}: {
  filter: string;
  all: boolean;
  canDemo: boolean;
  height: number;
  /** What the snapshot itself has to say about it. */
  note?: string | null;
}) {
  const { table } = words();
  const title = filter !== '' ? table.noRow(filter) : note !== null ? note : all ? table.noProcess : table.noGunicorn;
  const keys: [string, string][] =
    filter !== ''
      ? [['Esc', table.showAllRows]]
      : [
          ...(canDemo ? [[keyTitle('enter'), table.watchDemo] as [string, string]] : []),
          ...(all || note !== null ? [] : [['a', table.showAllProcesses] as [string, string]]),
          ['q', table.quit],
        ];
  return (
    <Box flexDirection="column" height={height} paddingLeft={1} paddingTop={1} overflow="hidden">
      <Line spans={[span(title, 'strong')]} />
      {keys.map(([key, help]) => (
        <Line key={key} spans={[span(`  ${key.padEnd(7)}`, 'title'), span(help)]} />
      ))}
    </Box>
  );
}
