import { useEffect, useState } from 'react';

/** What was read in the background: nothing yet, a value, or why there is none. */
export type Reading<Value> = { value: Value | null; error: string | null };

/** Reads once, and again whenever `read` is another one. Leaving the screen gives it up. Null reads nothing. */
export function useReading<Value>(read: ((signal: AbortSignal) => Promise<Value>) | null): Reading<Value> {
  const [reading, setReading] = useState<Reading<Value>>({ value: null, error: null });
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    read?.(signal).then(
      value => !signal.aborted && setReading({ value, error: null }),
      (error: Error) => !signal.aborted && setReading({ value: null, error: error.message }),
    );
    return () => abort.abort();
  }, [read]);
  return reading;
}
