import { scaleOf } from '../model/chart-scale.ts';
import { formatCount, formatGrowth, formatShortCount } from '../model/format.ts';
import type { Point } from '../model/history.ts';
import type { Instance, ProcessSample } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { words } from '../words/words.ts';
import { chartLines, countsWithin, marksOf } from './chart-lines.ts';
import { chartHeight, useService } from './details-screen.tsx';
import type { Effects } from './effects.ts';
import { useLook } from './look.ts';
import { Page, type PageFrame } from './page.tsx';
import { fitParts, messageLines, rangeLine } from './page-lines.ts';
import { factLines, headingLine, ownEvents, serviceLines } from './sections.ts';
import { type Span, span } from './spans.tsx';
import { fitWidth } from './text.ts';
import { SEVERITY_MARKS, SEVERITY_TONES } from './theme.ts';
import { usePast } from './use-past.ts';
import { instanceTitle } from './words.ts';

interface InstanceProps extends PageFrame {
  instance: Instance;
  state: State;
  store: Store;
  effects: Effects;
  warn: number;
  leak: number;
}

const NARROWEST_CHART = 24;
const GAP = 2;

/** One service: the sum of its processes, and its workers side by side on one scale, so that the odd one out is seen. */
export function InstanceScreen({ instance: opened, state, store, effects, warn, leak, ...page }: InstanceProps) {
  const said = words().service;
  const { hasUnicode } = useLook();
  const { columns, rows } = page;
  const { shown, chart, message } = state;
  const now = shown?.instances.find(({ id }) => id === opened.id) ?? null;
  const instance = now ?? opened;
  const members = (shown?.processes ?? []).filter(process => process.instance === instance.id).sort(byRole);
  const service = useService(effects, instance);
  const sums = usePast(store.pastOfInstance(instance.id));

  const to = shown ? Date.parse(shown.time) / 1000 : 0;
  const time = { from: to - chart.seconds, to };
  const within = (points: readonly Point[]) => countsWithin(points, time.from, to);
  const pasts = members.map(process => ({ process, points: store.pastOf(process) }));
  const limits = members.flatMap(({ limitSoft }) => (limitSoft === null ? [] : [limitSoft]));
  const marks = marksOf({ warn, leak }, limits.length === 0 ? null : Math.min(...limits));
  const scale = scaleOf(
    pasts.flatMap(({ points }) => within(points)),
    marks,
    chart.fits,
  );
  const sumOptions = { ...time, scale: scaleOf(within(sums), [], chart.fits), marks: [] };
  const indented = (lines: Span[][]) => lines.map(line => [span(' '), ...line]);
  const height = Math.max(2, Math.round(chartHeight(rows) / 2));
  const body: Span[][] = [
    rangeLine(said.together(members.length), chart, columns),
    ...indented(chartLines(sums, { ...sumOptions, width: columns - 1, height, ascii: !hasUnicode })),
    [span(' ')],
    headingLine(said.eachOfThem, said.onOneScale(scale.bottom, scale.top)),
    ...indented(
      grid(
        pasts.map(({ process, points }) => (width: number) => [
          memberLine(process, width),
          ...chartLines(points, { ...time, scale, marks, width, height, axes: false, ascii: !hasUnicode }),
        ]),
        columns - 1,
      ),
    ),
    headingLine(said.service),
    ...factLines(said.master, masterWords(instance, members), columns),
    ...(instance.masterPid === null ? [] : serviceLines(service, columns)),
    [span(' ')],
    ...ownEvents(state, instance.id, columns),
  ];
  return (
    <Page
      {...page}
      head={[titleSpans(instance, state.paused), sumSpans(instance, members, now !== null, columns)]}
      body={body}
      foot={messageLines(message, columns)}
    />
  );
}

/** Workers by their pids, so that each keeps its place; then the others, the master last. */
function byRole(a: ProcessSample, b: ProcessSample): number {
  const rank = ({ role }: ProcessSample) => (role === 'worker' ? 0 : role === 'master' ? 2 : 1);
  return rank(a) - rank(b) || a.pid - b.pid;
}

function titleSpans(instance: Instance, isPaused: boolean): Span[] {
  const host = instance.host === undefined ? '' : `   ${instance.host}`;
  return [
    span(` ${instanceTitle(instance)}`, 'title'),
    span(host, 'strong'),
    span(instance.upgrading ? `   ${words().table.upgrade}` : '', 'warn'),
    span(isPaused ? `   ${words().screen.paused}` : '', 'warn'),
  ];
}

function sumSpans(instance: Instance, members: readonly ProcessSample[], isThere: boolean, columns: number): Span[] {
  const said = words().service;
  const { fds, severity, workerPids } = instance;
  const tone = SEVERITY_TONES[severity];
  const growth = members.reduce((sum, { fdsPerSecond }) => sum + (fdsPerSecond ?? 0), 0);
  const worst = members.reduce((most, each) => ((each.fds ?? 0) > (most?.fds ?? -1) ? each : most), members[0]);
  const parts: Span[] = [
    span(said.fdsInSum(fds), tone === 'plain' ? 'strong' : tone),
    ...(isThere ? [] : [span(said.isGone, 'warn')]),
    span(words().pages.state(severity), tone === 'plain' ? 'good' : tone),
    span(formatGrowth(growth)),
    span(words().screen.workers(workerPids.length)),
    ...(worst ? [span(said.most(worst.pid, worst.fds))] : []),
  ];
  return fitParts(parts, columns);
}

function masterWords({ masterPid }: Instance, members: readonly ProcessSample[]): string {
  if (masterPid === null) return words().service.masterGone;
  const master = members.find(({ pid }) => pid === masterPid);
  return master ? `${masterPid}, ${words().pages.fds(master.fds)}, ${master.user}` : String(masterPid);
}

function memberLine({ pid, role, fds, fdsPerSecond, severity }: ProcessSample, width: number): Span[] {
  const mark = SEVERITY_MARKS[severity];
  const words = `${mark === '' ? '' : `${mark} `}${pid} ${role}`;
  const numbers = `${width < 30 ? formatShortCount(fds) : formatCount(fds)} ${formatGrowth(fdsPerSecond)}`;
  const gap = width - numbers.length - 1;
  return [
    span(fitWidth(words, Math.max(0, gap)), SEVERITY_TONES[severity]),
    span(` ${fitWidth(numbers, Math.min(numbers.length, width - 1))}`, SEVERITY_TONES[severity]),
  ];
}

/** As many beside each other as fit, all equally wide; below each row of them an empty line. */
function grid(cells: readonly ((width: number) => Span[][])[], columns: number): Span[][] {
  const most = Math.max(1, Math.floor((columns + GAP) / (NARROWEST_CHART + GAP)));
  const across = Math.min(most, Math.max(1, cells.length));
  const width = Math.floor((columns - GAP * (across - 1)) / across);
  const lines: Span[][] = [];
  for (let first = 0; first < cells.length; first += across) {
    const row = cells.slice(first, first + across).map(cell => cell(width));
    for (let line = 0; line < (row[0]?.length ?? 0); line += 1) {
      lines.push(row.flatMap((cell, index) => (index === 0 ? cell[line]! : [span(' '.repeat(GAP)), ...cell[line]!])));
    }
    lines.push([span(' ')]);
  }
  return lines;
}
