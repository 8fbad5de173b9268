import type { Diagnosis } from '../model/diagnosis.ts';
import { formatCount, plural } from '../model/format.ts';
import type { Origin, OriginGroup, Origins, SourceLine } from '../model/origin.ts';
import { openedBy, type TraceReport, type TraceSite } from '../model/trace-report.ts';
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
    ...(trace && heap ? ['  read from the heap:'] : []),
    ...(heap ? heapLines(heap, types?.total ?? 0) : []),
    ...(note === null ? [] : paragraph(note, '  ')),
  ];
  return lines.length > 0 ? lines : ['  not known'];
}

function traceLines(trace: TraceReport, total: number): string[] {
  const sites = trace.sites.filter(({ count }) => count >= SMALLEST_SHARE * total).slice(0, MOST);
  const lost = trace.lost === 0 ? '' : `; ${formatCount(trace.lost)} more came when it watched all it can`;
  return [
    ...paragraph(`seen by the hook: ${formatCount(trace.told)} of ${formatCount(trace.open)} open${lost}`, '  '),
    ...sites.flatMap(site => siteLines(site, total)),
    ...routeSentences(trace)
      .slice(0, 3)
      .flatMap(text => paragraph(text, '  route ')),
  ];
}

function siteLines(site: TraceSite, total: number): string[] {
  const { kind, count, stack, shared, routes } = site;
  const opened = openedBy(site);
  const path = stack.map(({ file, line, name }) => `${file}:${line} ${name}`).join(' < ');
  const by = routes[0] ? `, mostly in ${routes[0].route}` : '';
  const doubt = shared ? ' (other places open the same path, too)' : '';
  return [
    ...paragraph(
      `${Math.round((count / Math.max(1, total)) * 100)}% ${plural(count, kind)} opened at ${opened ? `${opened.file}:${opened.line}` : '?'}${by}${doubt}`,
      '  - ',
    ),
    ...paragraph(path, '      '),
  ];
}

function heapLines({ groups, notes }: Origins, total: number): string[] {
  const large = groups.filter(({ count }, index) => index === 0 || count >= SMALLEST_GROUP * total);
  return [...large.flatMap(groupLines), ...notes.flatMap(note => paragraph(note, '  ! '))];
}

function groupLines({ label, count, origins, candidates }: OriginGroup): string[] {
  const found = origins.slice(0, MOST).flatMap(findingLines);
  const maybe = candidates.slice(0, 3).flatMap(line => paragraph(lineText(line), '    candidate '));
  return [...paragraph(`${formatCount(count)} × ${label}`, '  '), ...found, ...(origins.length === 0 ? maybe : [])];
}

function findingLines({ share, heldBy, container, openedAt, storedAt, confidence }: Origin): string[] {
  const held = container ? `${heldBy} (${container.type}, ${formatCount(container.length)} long)` : heldBy;
  return [
    ...paragraph(`${Math.round(share * 100)}% held by ${held} (confidence: ${confidence})`, '  - '),
    ...(openedAt ? paragraph(lineText(openedAt), '      opened at ') : []),
    ...(storedAt ? paragraph(lineText(storedAt), '      stored at ') : []),
  ];
}

function lineText({ file, line, text }: SourceLine): string {
  return `${file}:${line}  ${text}`;
}
