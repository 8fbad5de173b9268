import { useRef } from 'react';
import type { Point } from '../model/history.ts';

/** The counts up to now; of a process that is gone those of its last moment. */
export function usePast(now: readonly Point[]): readonly Point[] {
  const kept = useRef<readonly Point[]>([]);
  if (now.length > 0) kept.current = now;
  return kept.current;
}
