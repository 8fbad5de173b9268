import { Box, Text } from 'ink';
import { useEffect } from 'react';
import type { Choice, Dialog } from '../store/state.ts';
import { words } from '../words/words.ts';
import { useLook } from './look.ts';
import { fitWidth, wrapAll } from './text.ts';
import { MESSAGES } from './theme.ts';

/** Lines of the frame. */
const FRAME = 2;

/** A question over the table. The choice with the focus is marked, so that it shows without colour too. */
export function DialogBox({
  dialog,
  gone,
  columns,
  rows,
  onSeen,
}: {
  dialog: Dialog;
  /** processKeys of those that it is about and that have ended. */
  gone: readonly string[];
  columns: number;
  rows: number;
  /** These choices have been drawn. */
  onSeen: (choices: readonly Choice[]) => void;
}) {
  const { choices: offered } = dialog;
  // Not at once: keys that came in one go with the one that opened it are still to be handled.
  useEffect(() => {
    const soon = setImmediate(() => onSeen(offered));
    return () => clearImmediate(soon);
  }, [offered, onSeen]);
  const { styles, sentence, cells, border } = useLook();
  const width = Math.min(columns - 2, 70);
  // Every cell inside the frame is written, or the table would show through.
  const inner = width - 4;
  const line = (text: string) => cells(` ${fitWidth(text, inner)} `);
  const wrapped = (text: string) => wrapAll(sentence(text), inner);
  const { note } = dialog;
  const noteLines = note ? wrapped(`${MESSAGES[note.tone].mark} ${note.text}`) : [];
  const body = dialog.lines.flatMap(wrapped);
  if (gone.length > 0) body.unshift(...wrapped(words().dialogs.gone(gone.map(key => key.replace(/@.*/, '')))));
  const choices = dialog.choices.map(({ label }, index) =>
    cells(index === dialog.focus ? `[ ${label} ]` : `  ${label}  `),
  );
  // Side by side where they fit, else one below the other. What the dialog says gives way to what it asks.
  const choiceLines = choices.join('').length <= inner ? [choices] : choices.map(choice => [choice]);
  const room = rows - FRAME - 1 - choiceLines.length;
  const spaced = room - body.length - noteLines.length >= 2;
  const shown = body.slice(0, Math.max(0, room - noteLines.length));
  const notes = noteLines.slice(0, Math.max(0, room));
  const height = FRAME + 1 + shown.length + notes.length + choiceLines.length + (spaced ? 2 : 0);
  return (
    <Box
      position="absolute"
      marginLeft={Math.max(0, Math.floor((columns - width) / 2))}
      marginTop={Math.max(0, Math.floor((rows - height) / 2))}
      width={width}
      height={height}
      flexDirection="column"
      borderStyle={border}
      borderColor={styles.frame.color}
      overflow="hidden"
    >
      <Text bold wrap="truncate">
        {line(dialog.title)}
      </Text>
      {spaced && <Text>{line('')}</Text>}
      {shown.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Text key={index} wrap="truncate">
          {line(text)}
        </Text>
      ))}
      {notes.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Text key={index} wrap="truncate" {...styles[MESSAGES[note!.tone].tone]}>
          {line(text)}
        </Text>
      ))}
      {spaced && <Text>{line('')}</Text>}
      {choiceLines.map(labels => (
        <Text key={labels[0]} wrap="truncate">
          {' '}
          {labels.map(label => (
            <Text key={label} {...(label.startsWith('[') ? styles.focus : {})}>
              {label}
            </Text>
          ))}
          {' '.repeat(Math.max(0, inner + 1 - labels.join('').length))}
        </Text>
      ))}
    </Box>
  );
}
