import { useEffect, useState } from 'react';
import type { FdGroup, FdTypes } from '../model/fd-types.ts';
import { formatCount, formatSeconds } from '../model/format.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { Effects } from './effects.ts';
import { Page, type PageFrame } from './page.tsx';
import { type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';

interface TypesScreenProps extends PageFrame {
  target: ProcessSample;
  readTypes: Effects['readTypes'];
}

interface Reading {
  types: FdTypes | null;
  seconds: number;
  progress: { done: number; total: number } | null;
  error: string | null;
}

/** Between two walks of the fds lies at least this, and never less than ten times what a walk takes. */
const PAUSE_SECONDS = 2;

/** What the open files of one process are, biggest group first; read again and again while it is open. */
export function TypesScreen({ target, readTypes, ...page }: TypesScreenProps) {
  const { types, seconds, progress, error } = useTypes(target, readTypes);
  const { pid, role, fds } = target;
  const name = role === 'other' ? 'process' : role;
  const total = types?.total ?? fds;
  const reading =
    progress && progress.total > 0
      ? `reading ${formatCount(progress.done)} of ${formatCount(progress.total)}`
      : 'reading';
  const state = types
    ? `${types.exact ? 'exact' : `from a sample of ${formatCount(types.sampled)}`}, read in ${formatSeconds(seconds)}`
    : error
      ? ''
      : reading;
  const title = ` ${name} ${pid}`;
  const count = `   ${formatCount(total)} fds`;
  const gap = Math.max(2, page.columns - title.length - count.length - state.length - 1);
  const head: Span[][] = [
    [span(title, 'title'), span(count, 'strong'), span(' '.repeat(gap)), span(state, 'dim')],
    [span('  SHARE      COUNT  TYPE', 'dim')],
  ];
  const foot: Span[][] = [[span(fitWidth(` ${error ?? ''}`, page.columns), 'bad')]];
  return (
    <Page {...page} head={head} body={types?.groups.map(group => groupSpans(group, page.columns)) ?? []} foot={foot} />
  );
}

function groupSpans({ share, count, label, kind, marginOfError }: FdGroup, columns: number): Span[] {
  const percent = `${(share * 100).toFixed(1)}%`.padStart(7);
  const margin = marginOfError === 0 ? '' : ` ±${(marginOfError * 100).toFixed(1)}%`;
  const bar = '▇'.repeat(Math.round(share * 16)).padEnd(16);
  const width = Math.max(10, columns - 19 - 18);
  const text = label === kind ? kind : label;
  return [
    span(percent),
    span(formatCount(count).padStart(11), 'strong'),
    span(`  ${fitWidth(text + margin, width)} `),
    span(bar, 'title'),
  ];
}

function useTypes(target: ProcessSample, readTypes: Effects['readTypes']): Reading {
  const [reading, setReading] = useState<Reading>({ types: null, seconds: 0, progress: null, error: null });
  useEffect(() => {
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const read = async () => {
      const started = performance.now();
      try {
        const onProgress = (done: number, total: number) =>
          setReading(now => (now.types ? now : { ...now, progress: { done, total } }));
        const types = await readTypes(target, onProgress, abort.signal);
        const seconds = (performance.now() - started) / 1000;
        if (abort.signal.aborted) return;
        setReading({ types, seconds, progress: null, error: null });
        timer = setTimeout(read, Math.max(PAUSE_SECONDS, seconds * 10) * 1000);
      } catch (error) {
        // What was read before stays on the screen; the reason stands below it.
        if (!abort.signal.aborted) setReading(now => ({ ...now, progress: null, error: (error as Error).message }));
      }
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [target, readTypes]);
  return reading;
}
