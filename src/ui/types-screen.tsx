import type { FdGroup } from '../model/fd-types.ts';
import { formatCount, formatDecimal, formatGrowth } from '../model/format.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
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
/** A bar narrower than this shows nothing. */
const NARROWEST_BAR = 4;
/** What a type needs, as `TCP ESTABLISHED → 192.168.100.200:36205`: the bar gives way to it, as its port is what is asked for. */
const LABEL = 40;
/** Share, count and growth, with the spaces around them. */
const NUMBERS = 32;

/** What the open files of one process are, biggest group first, and which of the groups grows. */
export function TypesScreen({ target, readTypes, ...page }: TypesScreenProps) {
  const said = words().types;
  const reading = useTypes(target, readTypes);
  const { types, userSockets, growth, error } = reading;
  const shown = types ?? userSockets;
  const head: Span[][] = [titleSpans(target, reading, page.columns), [span(said.heading, 'dim')]];
  const notes = [error, types?.partial && said.endedMeanwhile(target.pid), userSockets && userSocketsNote(target)];
  const foot = notes
    .filter(note => typeof note === 'string')
    .map(note => [span(fitWidth(` ${note}`, page.columns), 'bad')]);
  const body = shown?.groups.map(group => groupSpans(group, growth.get(group.label) ?? null, page.columns)) ?? [];
  return <Page {...page} head={head} body={body} foot={foot.length > 0 ? foot : [[span(' ')]]} />;
}

function titleSpans({ pid, role, fds }: ProcessSample, reading: TypesReading, columns: number): Span[] {
  const title = ` ${words().pages.roleOf(role)} ${pid}`;
  const count = `   ${words().pages.fds(reading.types?.total ?? fds)}`;
  const state = stateOf(reading);
  const gap = Math.max(2, columns - title.length - count.length - state.length - 1);
  return [span(title, 'title'), span(count, 'strong'), span(' '.repeat(gap)), span(state, 'dim')];
}

function stateOf({ types, seconds, progress, error, userSockets }: TypesReading): string {
  const said = words().types;
  const bar = progress && progress.total > 0 ? `${progressBar(progress.done / progress.total)}  ` : '';
  if (types?.exact) return said.exact(seconds);
  if (types?.partial) return said.notComplete;
  if (types) return said.estimate(types.sampled, bar);
  if (userSockets || error) return '';
  return bar ? said.readingWith(bar) : said.reading;
}

function progressBar(share: number): string {
  const width = 10;
  const full = Math.round(Math.min(1, share) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)}%`;
}

function userSocketsNote({ user }: ProcessSample): string {
  return words().types.ofUser(user);
}

/** One group as a line: its share, count, growth and label, and a bar. */
export function groupSpans(
  { share, count, label, marginOfError }: FdGroup,
  growth: number | null,
  columns: number,
): Span[] {
  const percent = `${formatDecimal(share * 100, 1)}%`.padStart(7);
  const margin = marginOfError === 0 ? '' : `  ±${formatDecimal(marginOfError * 100, 1)}%`;
  const room = columns - NUMBERS - 2;
  const barWidth = room - LABEL < NARROWEST_BAR ? 0 : Math.min(BAR, room - LABEL);
  const bar = '▇'.repeat(Math.round(share * barWidth)).padEnd(barWidth);
  const width = Math.max(8, room - barWidth);
  return [
    span(percent),
    span(formatCount(count).padStart(11), 'strong'),
    span(formatGrowth(growth).padStart(10), (growth ?? 0) > 0 ? 'warn' : 'dim'),
    span(`  ${fitWidth(words().typesReport.label(label) + margin, width, 'left', 'middle')} `),
    span(bar, 'title'),
  ];
}
