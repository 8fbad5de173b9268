import { useCallback } from 'react';
import { scaleOf } from '../model/chart-scale.ts';
import { formatBytes, formatGrowth, formatPercent } from '../model/format.ts';
import { type Instance, instanceOf, type ProcessSample, processKey } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { words } from '../words/words.ts';
import { chartLines, countsWithin, marksOf } from './chart-lines.ts';
import type { Effects } from './effects.ts';
import { useLook } from './look.ts';
import { Page, type PageFrame } from './page.tsx';
import { fitParts, messageLines, rangeLine } from './page-lines.ts';
import { detailLines, factLines, headingLine, ownEvents, serviceLines } from './sections.ts';
import { type Span, span } from './spans.tsx';
import { SEVERITY_TONES } from './theme.ts';
import { groupSpans } from './types-screen.tsx';
import { usePast } from './use-past.ts';
import { useReading } from './use-reading.ts';
import { type TypesReading, useTypes } from './use-types.ts';
import { instanceTitle } from './words.ts';

interface DetailsProps extends PageFrame {
  target: ProcessSample;
  state: State;
  store: Store;
  effects: Effects;
  warn: number;
  leak: number;
}

/** All about one process: its history, what it has open, under which limits it lives, what it is, and what happened to it. */
export function DetailsScreen({ target, state, store, effects, warn, leak, ...page }: DetailsProps) {
  const said = words().details;
  const { hasUnicode } = useLook();
  const { columns, rows } = page;
  const { shown, chart, message } = state;
  const key = processKey(target);
  const now = shown?.processes.find(process => processKey(process) === key) ?? null;
  const process = now ?? target;
  const instance = shown && instanceOf(shown, process);
  const past = usePast(store.pastOf(process));
  const types = useTypes(target, effects.readTypes);
  const details = useReading(
    useCallback((signal: AbortSignal) => effects.readDetails(target, signal), [effects, target]),
  );
  const service = useService(effects, instance);

  const to = shown ? Date.parse(shown.time) / 1000 : 0;
  const from = to - chart.seconds;
  const marks = marksOf({ warn, leak }, process.limitSoft);
  const scale = scaleOf(countsWithin(past, from, to), marks, chart.fits);
  // Of a recording or another host nothing more is known: to say that once is enough.
  const isElsewhere = types.error !== null && types.error === details.error;
  const hasService = instance?.masterPid != null && !(isElsewhere && service.error === details.error);
  const body: Span[][] = [
    rangeLine(said.openFiles, chart, columns),
    ...chartLines(past, {
      ...{ from, to, scale, marks },
      width: columns - 1,
      height: chartHeight(rows),
      ascii: !hasUnicode,
    }).map(line => [span(' '), ...line]),
    [span(' ')],
    ...(isElsewhere ? [] : typesLines(types, columns, rows)),
    headingLine(said.limit),
    ...factLines(said.now, said.softAndHard(process.limitSoft, process.limitHard), columns),
    ...(hasService ? serviceLines(service, columns) : []),
    [span(' ')],
    headingLine(said.process),
    ...detailLines(details, process.command, columns),
    [span(' ')],
    ...ownEvents(state, key, columns),
  ];
  return (
    <Page
      {...page}
      head={[titleSpans(process, instance, state.paused), nowSpans(process, now !== null, columns)]}
      body={body}
      foot={messageLines(message, columns)}
    />
  );
}

/** Lines of all that stands on a page with a chart besides: head, heading, times and foot. */
const AROUND = 6;

/** Two fifths of the page, so that what is below it begins to show; on a small one all that there is. */
export function chartHeight(rows: number): number {
  return Math.max(2, Math.min(20, rows - AROUND, Math.max(4, Math.round(rows * 0.4) - 1)));
}

export function useService(effects: Effects, instance: Instance | null) {
  const masterPid = instance?.masterPid ?? null;
  const read = useCallback((signal: AbortSignal) => effects.readService(masterPid!, signal), [effects, masterPid]);
  return useReading(masterPid === null ? null : read);
}

function titleSpans(process: ProcessSample, instance: Instance | null, isPaused: boolean): Span[] {
  const { pid, role, host } = process;
  return [
    span(` ${words().pages.roleOf(role)} ${pid}`, 'title'),
    span(host === undefined ? '' : `   ${host}`, 'strong'),
    span(instance ? `   ${instanceTitle(instance)}` : '', 'dim'),
    span(isPaused ? `   ${words().screen.paused}` : '', 'warn'),
  ];
}

function nowSpans(process: ProcessSample, isAlive: boolean, columns: number): Span[] {
  const { fds, limitSoft, usedPercent, fdsPerSecond, secondsToLimit, severity } = process;
  const said = words().details;
  const tone = SEVERITY_TONES[severity];
  const parts: Span[] = [
    span(words().pages.fds(fds), tone === 'plain' ? 'strong' : tone),
    ...(isAlive ? [] : [span(said.ended, 'warn')]),
    span(words().pages.state(severity), tone === 'plain' ? 'good' : tone),
    span(said.used(formatPercent(usedPercent), limitSoft)),
    span(formatGrowth(fdsPerSecond)),
    ...(secondsToLimit === null ? [] : [span(said.fullIn(secondsToLimit), tone)]),
    span(said.up(process.ageSeconds)),
    span(process.user),
    ...(process.cpuPercent === null ? [] : [span(said.cpu(process.cpuPercent))]),
    ...(process.rssBytes === null ? [] : [span(formatBytes(process.rssBytes))]),
  ];
  return fitParts(parts, columns);
}

function typesLines({ types, growth, error }: TypesReading, columns: number, rows: number): Span[][] {
  const said = words().details;
  if (!types) {
    if (error === null) return [headingLine(said.types, words().pages.reading), [span(' ')]];
    return [headingLine(said.types), ...factLines('', error, columns, 'warn'), [span(' ')]];
  }
  const most = Math.max(3, Math.min(12, Math.floor(rows / 4)));
  const more = types.groups.length - most;
  return [
    headingLine(said.types, types.exact ? '' : said.estimate(types.sampled)),
    ...types.groups.slice(0, most).map(group => groupSpans(group, growth.get(group.label) ?? null, columns)),
    ...(more > 0 ? [[span(`  ${said.moreTypes(more)}`, 'dim')]] : []),
    [span(' ')],
  ];
}
