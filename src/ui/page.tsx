import { Box } from 'ink';
import { useState } from 'react';
import { Footer } from './footer.tsx';
import { type Command, findCommand, type KeyBinding } from './keys.ts';
import { Line, type Span } from './spans.tsx';
import { useKeys } from './use-keys.ts';

/** Lines that a command scrolls, on a page of so many. */
const STEPS: Partial<Record<Command, (height: number) => number>> = {
  up: () => -1,
  down: () => 1,
  'page-up': height => -height,
  'page-down': height => height,
  first: () => Number.NEGATIVE_INFINITY,
  last: () => Number.POSITIVE_INFINITY,
};

/** The size of a screen over the table, and its keys. */
export interface PageFrame {
  columns: number;
  rows: number;
  bindings: readonly KeyBinding[];
  /** What a key does besides scrolling; false when it has led to another screen, where those behind it belong. */
  onKey: (name: string) => boolean;
}

interface PageProps extends PageFrame {
  /** Stays while the body scrolls. */
  head: readonly (readonly Span[])[];
  body: readonly (readonly Span[])[];
  foot: readonly (readonly Span[])[];
  /** It begins at its end, and stays there when it grows. */
  isLog?: boolean;
}

/** A screen over the table: a head, a body that scrolls, and the keys. */
export function Page({ head, body, foot, columns, rows, bindings, onKey, isLog = false }: PageProps) {
  const end = isLog ? Number.POSITIVE_INFINITY : null;
  const [wanted, setWanted] = useState(end ?? 0);
  const height = Math.max(1, rows - head.length - foot.length - 1);
  const last = Math.max(0, body.length - height);
  const top = Math.min(wanted, last);
  useKeys(names => {
    const scroll = (step: number) =>
      setWanted(now => {
        const line = Math.min(now, last) + step;
        return line >= last ? (end ?? last) : Math.max(0, line);
      });
    let isHere = true;
    for (const name of names) {
      const command = isHere ? findCommand(bindings, name, false) : null;
      const step = command && STEPS[command]?.(height);
      if (step == null) isHere = onKey(name) && isHere;
      else scroll(step);
    }
  });
  const lines = [...head, ...body.slice(top, top + height)];
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Box flexDirection="column" height={head.length + height} overflow="hidden">
        {lines.map((spans, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <Line key={index} spans={spans} />
        ))}
      </Box>
      {foot.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Line key={index} spans={spans} />
      ))}
      <Footer bindings={bindings} readOnly={false} columns={columns} />
    </Box>
  );
}
