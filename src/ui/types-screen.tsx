import type { FdGroup } from '../model/fd-types.ts';
import { formatCount, formatGrowth, formatSeconds } from '../model/format.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { Effects } from './effects.ts';
import { Page, type PageFrame } from './page.tsx';
import { type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';
import { type TypesReading, useTypes } from './use-types.ts';

interface TypesScreenProps extends PageFrame {
  target: ProcessSample;
  readTypes: Effects['readTypes'];
}

const BAR = 16;
/** Share, count and growth, with the spaces around them. */
const NUMBERS = 32;

/** What the open files of one process are, biggest group first, and which of the groups grows. */
export function TypesScreen({ target, readTypes, ...page }: TypesScreenProps) {
  const reading = useTypes(target, readTypes);
  const { types, userSockets, growth, error } = reading;
  const shown = types ?? userSockets;
  const head: Span[][] = [
    titleSpans(target, reading, page.columns),
    [span('  SHARE      COUNT    GROWTH  TYPE', 'dim')],
  ];
  const notes = [
    error,
    types?.partial && `${target.pid} ended meanwhile: this is what was read until then`,
    userSockets && userSocketsNote(target),
  ];
  const foot = notes
    .filter(note => typeof note === 'string')
    .map(note => [span(fitWidth(` ${note}`, page.columns), 'bad')]);
  const body = shown?.groups.map(group => groupSpans(group, growth.get(group.label) ?? null, page.columns)) ?? [];
  return <Page {...page} head={head} body={body} foot={foot.length > 0 ? foot : [[span(' ')]]} />;
}

function titleSpans({ pid, role, fds }: ProcessSample, reading: TypesReading, columns: number): Span[] {
  const title = ` ${role === 'other' ? 'process' : role} ${pid}`;
  const count = `   ${formatCount(reading.types?.total ?? fds)} fds`;
  const state = stateOf(reading);
  const gap = Math.max(2, columns - title.length - count.length - state.length - 1);
  return [span(title, 'title'), span(count, 'strong'), span(' '.repeat(gap)), span(state, 'dim')];
}

function stateOf({ types, seconds, progress, error, userSockets }: TypesReading): string {
  const bar = progress && progress.total > 0 ? `${progressBar(progress.done / progress.total)}  ` : '';
  if (types?.exact) return `exact, read in ${formatSeconds(seconds)}`;
  if (types?.partial) return 'not complete';
  if (types) return `estimate from ${formatCount(types.sampled)}, reading all: ${bar}Esc cancels`;
  if (userSockets || error) return '';
  return bar ? `reading: ${bar}Esc cancels` : 'reading';
}

function progressBar(share: number): string {
  const width = 10;
  const full = Math.round(Math.min(1, share) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)}%`;
}

function userSocketsNote({ user }: ProcessSample): string {
  return `Instead: all sockets of the user ${user} in its network namespace, those of other processes among them.`;
}

/** One group as a line: its share, count, growth and label, and a bar. */
export function groupSpans(
  { share, count, label, marginOfError }: FdGroup,
  growth: number | null,
  columns: number,
): Span[] {
  const percent = `${(share * 100).toFixed(1)}%`.padStart(7);
  const margin = marginOfError === 0 ? '' : `  ±${(marginOfError * 100).toFixed(1)}%`;
  const bar = '▇'.repeat(Math.round(share * BAR)).padEnd(BAR);
  const width = Math.max(8, columns - NUMBERS - BAR - 2);
  return [
    span(percent),
    span(formatCount(count).padStart(11), 'strong'),
    span(formatGrowth(growth).padStart(10), (growth ?? 0) > 0 ? 'warn' : 'dim'),
    span(`  ${fitWidth(label + margin, width)} `),
    span(columns < 60 ? '' : bar, 'title'),
  ];
}
