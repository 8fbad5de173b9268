import stringWidth from 'string-width';
import { formatCount, formatShortCount } from '../model/format.ts';
import type { Severity, Snapshot } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { clock, markSpans, recordedText } from './mark.ts';
import { Line, type Span, span } from './spans.tsx';
import { ALARM, type Tone } from './theme.ts';

interface HeaderProps {
  state: State;
  columns: number;
  warn: number;
  leak: number;
}

/** First line: is something wrong, on this machine as a whole. */
export function Header({ state, columns }: HeaderProps) {
  const { shown } = state;
  const mark = shown ? markSpans(shown, state) : [];
  // What it is that is seen comes first: of a long name the end is cut off.
  const left = [span(' fdtop', 'title'), ...mark, ...(shown?.fleet ? [] : [span(` ${shown?.host ?? ''}`, 'strong')])];
  const right = shown?.replay
    ? []
    : [
        ...(state.paused ? [span(`${words().screen.paused}  `, 'warn')] : []),
        span(`${shown ? clock(shown.time) : ''}  ${state.intervalSeconds} s `, 'dim'),
      ];
  const parts = shown
    ? [trouble(shown), openFiles(shown, columns), counts(shown)]
    : [[span(words().screen.reading, 'dim')]];
  return <Line spans={spread(left, parts, right, columns)} />;
}

/** Second line: under what rules, and at what cost. */
export function SubHeader({ state, columns, warn, leak }: HeaderProps) {
  const { shown } = state;
  if (!shown) return <Line spans={[span(' ')]} />;
  if (shown.fleet) return <Line spans={fleetSpans(shown.fleet, { columns, warn, leak })} />;
  const { cpuPercent, rssBytes, sampleMs } = shown.selfCost;
  const own = `${words().screen.ownCost(cpuPercent, rssBytes, columns < 100 ? null : sampleMs)} `;
  const parts = [thresholds(warn, leak), ...(shown.privileged ? [] : [[span(words().screen.notRoot, 'warn')]])];
  const right = shown.replay ? recordedText(shown.replay) : own;
  return <Line spans={spread([span(` Linux ${shown.kernel}`, 'dim')], parts, [span(right, 'dim')], columns)} />;
}

function fleetSpans(
  { source, answerMs }: NonNullable<Snapshot['fleet']>,
  { columns, warn, leak }: Omit<HeaderProps, 'state'>,
): Span[] {
  const answer = answerMs === null ? '' : `${words().screen.answeredIn(answerMs)} `;
  return spread([span(` ${source}`, 'dim')], [thresholds(warn, leak)], [span(answer, 'dim')], columns);
}

function thresholds(warn: number, leak: number): Span[] {
  return [span(words().screen.warnAt(warn), 'warn'), span('  '), span(words().screen.leakAt(leak), 'bad')];
}

const BAD: readonly [Severity, Tone][] = [
  ['critical', ALARM],
  ['leaking', 'bad'],
  ['elevated', 'warn'],
];

function trouble({ processes }: Snapshot): Span[] {
  const count = (severity: Severity) => processes.filter(process => process.severity === severity).length;
  const spans = BAD.filter(([severity]) => count(severity) > 0).flatMap(([severity, tone]) => [
    span(words().screen.trouble(count(severity), severity), tone),
    span('  '),
  ]);
  if (spans.length > 0) return spans.slice(0, -1);
  return processes.length === 0 ? [span(words().screen.nothingToWatch, 'dim')] : [span(words().screen.allWell, 'good')];
}

function openFiles({ system: { filesOpen, filesMax } }: Snapshot, columns: number): Span[] {
  const format = columns < 100 ? formatShortCount : formatCount;
  // 2^63 and the like: the kernel's way to say that there is no maximum.
  const max =
    filesMax === null || filesMax > 1e15
      ? ''
      : words().screen.ofMost(format(filesMax), ((filesOpen ?? 0) / filesMax) * 100);
  return [span(`${words().screen.openFiles} `, 'dim'), span(`${format(filesOpen)}${max}`)];
}

function counts({ processes, instances }: Snapshot): Span[] {
  const workers = processes.filter(({ role }) => role === 'worker').length;
  return [span(`${words().screen.workers(workers)}  ${words().screen.instances(instances.length)}`)];
}

/** Left, then as many parts as fit, then right at the right edge. */
function spread(left: Span[], parts: Span[][], right: Span[], columns: number): Span[] {
  const width = (spans: Span[]) => spans.reduce((sum, { text }) => sum + stringWidth(text), 0);
  const line = [...left];
  for (const part of parts) {
    if (width(line) + 3 + width(part) + 1 + width(right) > columns) break;
    line.push(span('   '), ...part);
  }
  const gap = columns - width(line) - width(right);
  return gap < 1 ? line : [...line, span(' '.repeat(gap)), ...right];
}
