import { Box } from 'ink';
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
  const title =
    filter !== ''
      ? `No row matches ${JSON.stringify(filter)}.`
      : note !== null
        ? note
        : all
          ? 'No process can be seen here.'
          : 'No Gunicorn runs on this machine.';
  const keys: [string, string][] =
    filter !== ''
      ? [['Esc', 'show all rows']]
      : [
          ...(canDemo ? [['Enter', 'watch a demo service leak, here, now'] as [string, string]] : []),
          ...(all || note !== null ? [] : [['a', 'show all processes'] as [string, string]]),
          ['q', 'quit'],
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
