import type { Diagnosis } from '../model/diagnosis.ts';
import { formatCount } from '../model/format.ts';
import type { Origin, OriginGroup, Origins, SourceLine } from '../model/origin.ts';
import { openedBy, type TraceReport, type TraceSite } from '../model/trace-report.ts';
import { words } from '../words/words.ts';
import { paragraph } from './page-lines.ts';
import { routeSentences } from './trace-text.ts';

const MOST = 5;
/** A site of fewer fds than this is no cause. */
const SMALLEST_SHARE = 0.02;
const SMALLEST_GROUP = 0.05;

/** Where in the source the fds come from: by the hook and by the heap, or why nobody knows. */
export function originLines({ origins: { heap, trace, note }, types }: Diagnosis): string[] {
  const lines = [
    ...(trace ? traceLines(trace, types?.total ?? trace.open) : []),
    ...(trace && heap ? [`  ${words().origins.fromHeap}`] : []),
    ...(heap ? heapLines(heap, types?.total ?? 0) : []),
    ...(note === null ? [] : paragraph(words().origins.told(note), '  ')),
  ];
  return lines.length > 0 ? lines : [`  ${words().diagnosis.notKnown}`];
}

function traceLines(trace: TraceReport, total: number): string[] {
  const sites = trace.sites.filter(({ count }) => count >= SMALLEST_SHARE * total).slice(0, MOST);
  const said = words().origins;
  const lost = trace.lost === 0 ? '' : said.lost(trace.lost);
  return [
    ...paragraph(said.seenByHook(trace.told, trace.open) + lost, '  '),
    ...sites.flatMap(site => siteLines(site, total)),
    ...routeSentences(trace)
      .slice(0, 3)
      .flatMap(text => paragraph(text, `  ${said.route}`)),
  ];
}

function siteLines(site: TraceSite, total: number): string[] {
  const { kind, count, stack, shared, routes } = site;
  const opened = openedBy(site);
  const path = stack.map(({ file, line, name }) => `${file}:${line} ${name}`).join(' < ');
  const said = words().origins;
  const at = opened ? `${opened.file}:${opened.line}` : '?';
  const percent = Math.round((count / Math.max(1, total)) * 100);
  const doubt = shared ? ` (${said.shared})` : '';
  return [
    ...paragraph(said.openedIn(percent, said.kinds(count, kind), at, routes[0]?.route ?? null) + doubt, '  - '),
    ...paragraph(path, '      '),
  ];
}

function heapLines({ groups, notes }: Origins, total: number): string[] {
  const large = groups.filter(({ count }, index) => index === 0 || count >= SMALLEST_GROUP * total);
  return [...large.flatMap(groupLines), ...notes.flatMap(note => paragraph(words().origins.told(note), '  ! '))];
}

function groupLines({ label, count, origins, candidates }: OriginGroup): string[] {
  const found = origins.slice(0, MOST).flatMap(findingLines);
  const maybe = candidates.slice(0, 3).flatMap(line => paragraph(lineText(line), `    ${words().origins.candidate} `));
  return [
    ...paragraph(`${formatCount(count)} × ${words().typesReport.label(label)}`, '  '),
    ...found,
    ...(origins.length === 0 ? maybe : []),
  ];
}

function findingLines({ share, heldBy, container, openedAt, storedAt, confidence }: Origin): string[] {
  const said = words().origins;
  const holder = said.told(heldBy);
  const held = container ? said.long(holder, container.type, container.length) : holder;
  return [
    ...paragraph(said.heldBy(Math.round(share * 100), held, confidence), '  - '),
    ...(openedAt ? paragraph(lineText(openedAt), `      ${said.openedAt}`) : []),
    ...(storedAt ? paragraph(lineText(storedAt), `      ${said.storedAt}`) : []),
  ];
}

function lineText({ file, line, text }: SourceLine): string {
  return `${file}:${line}  ${text}`;
}
