import { Box, useInput } from 'ink';
import { useState } from 'react';
import { INTERRUPTED } from './controller.ts';
import { Footer } from './footer.tsx';
import { findCommand, keyNames, PAGE_KEYS } from './keys.ts';
import { Line, type Span } from './spans.tsx';

/** The size of a screen over the table, and the ways out of it. */
export interface PageFrame {
  columns: number;
  rows: number;
  onBack: () => void;
  onQuit: (exitCode: number) => void;
  onSuspend: () => void;
  /** A key typed behind the one that leads back: it belongs to what comes then. */
  onKey: (name: string) => void;
}

interface PageProps extends PageFrame {
  /** Stays while the body scrolls. */
  head: readonly (readonly Span[])[];
  body: readonly (readonly Span[])[];
  foot: readonly (readonly Span[])[];
}

/** A screen over the table: a head, a body that scrolls, and the keys. */
export function Page({ head, body, foot, columns, rows, onBack, onQuit, onSuspend, onKey }: PageProps) {
  const [wanted, setWanted] = useState(0);
  const height = Math.max(1, rows - head.length - foot.length - 1);
  const last = Math.max(0, body.length - height);
  const top = Math.min(wanted, last);
  useInput((input, key) => {
    let isLeft = false;
    for (const name of keyNames(input, key)) {
      if (isLeft) {
        onKey(name);
        continue;
      }
      const command = findCommand(PAGE_KEYS, name, false);
      const scroll = (step: number) => setWanted(now => Math.max(0, Math.min(last, Math.min(now, last) + step)));
      if (command === 'back') {
        isLeft = true;
        onBack();
      } else if (command === 'quit') onQuit(0);
      else if (command === 'interrupt') onQuit(INTERRUPTED);
      else if (command === 'suspend') onSuspend();
      else if (command === 'up') scroll(-1);
      else if (command === 'down') scroll(1);
      else if (command === 'page-up') scroll(-height);
      else if (command === 'page-down') scroll(height);
      else if (command === 'first') setWanted(0);
      else if (command === 'last') setWanted(last);
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
      <Footer bindings={PAGE_KEYS} readOnly={false} columns={columns} />
    </Box>
  );
}
