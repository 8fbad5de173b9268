import { Box, Text } from 'ink';
import type { Dialog } from '../store/state.ts';
import { fitWidth, wrapWords } from './text.ts';

/** A question over the table. The choice with the focus is marked, so that it shows without colour too. */
export function DialogBox({
  dialog,
  targetIsGone,
  columns,
  rows,
}: {
  dialog: Dialog;
  targetIsGone: boolean;
  columns: number;
  rows: number;
}) {
  const width = Math.min(columns - 2, 70);
  // Every cell inside the frame is written, or the table would show through.
  const inner = width - 4;
  const line = (text: string) => ` ${fitWidth(text, inner)} `;
  const choices = dialog.choices.map(({ label }, index) => (index === dialog.focus ? `[ ${label} ]` : `  ${label}  `));
  const body = dialog.lines.flatMap(line => wrapWords(line, inner));
  if (targetIsGone) body.push('It is gone meanwhile: Esc closes this.');
  const height = Math.min(rows, body.length + 6);
  return (
    <Box
      position="absolute"
      marginLeft={Math.max(0, Math.floor((columns - width) / 2))}
      marginTop={Math.max(0, Math.floor((rows - height) / 2))}
      width={width}
      height={height}
      flexDirection="column"
      borderStyle="round"
      borderColor="cyan"
      overflow="hidden"
    >
      <Text bold wrap="truncate">
        {line(dialog.title)}
      </Text>
      <Text>{line('')}</Text>
      {body.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Text key={index} wrap="truncate">
          {line(text)}
        </Text>
      ))}
      <Text>{line('')}</Text>
      <Text wrap="truncate">
        {' '}
        {choices.map((choice, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: choices have no identity but their place
          <Text key={index} inverse={index === dialog.focus} bold={index === dialog.focus}>
            {choice}
          </Text>
        ))}
        {' '.repeat(Math.max(0, inner + 1 - choices.join('').length))}
      </Text>
    </Box>
  );
}
