import { formatCount, formatPercent, formatSeconds } from '../model/format.ts';
import type { Origin, OriginGroup, OriginReport, SourceLine } from '../model/origin.ts';
import { traceText } from './trace-text.ts';

/** Column of what follows `held by`, `opened`, `stored`. */
const INDENT = '        ';

/** Where the fds of a process come from, for people: by the hook, then each group, who holds it and which lines did it. */
export function originText({ pid, python, seconds, groups, notes, trace }: OriginReport): string {
  const version = python.version === null ? '' : `, CPython ${python.version}`;
  const lines = [`${pid}: read-only, worker not paused, ${formatSeconds(seconds)}${version}`];
  lines.push(...notes.map(note => `note: ${note}`));
  if (trace) lines.push('', ...traceText(trace), '', 'read from the heap:');
  for (const group of groups) lines.push('', ...groupLines(group));
  if (groups.length === 0) lines.push('', python.supported ? 'no fds were seen' : 'nothing: it was not read');
  return lines.join('\n');
}

function groupLines({ label, count, origins, candidates }: OriginGroup): string[] {
  const sampled = origins.reduce((sum, { sampledFds }) => sum + sampledFds, 0);
  const lines = [`where ${formatCount(count)} × ${label} come from`];
  for (const origin of origins) lines.push(...originLines(origin, sampled));
  if (candidates.length > 0) {
    lines.push(`${INDENT}candidates, from the source alone:`);
    lines.push(...candidates.map(line => `${INDENT}  ${lineText(line)}`));
  }
  if (origins.length === 0 && candidates.length === 0) lines.push(`${INDENT}nothing was found`);
  return lines;
}

function originLines(origin: Origin, sampled: number): string[] {
  const { share, heldBy, container, openedAt, storedAt, confidence, why, sampledFds } = origin;
  const holds = container ? `   (${container.type}, ${formatCount(container.length)} entries)` : '';
  return [
    `${formatPercent(share * 100).padStart(5)}   held by   ${heldBy}${holds}   confidence ${confidence}, ${sampledFds} of ${sampled} sampled`,
    ...(openedAt ? [`${INDENT}opened    ${lineText(openedAt)}`] : []),
    ...(storedAt ? [`${INDENT}stored    ${lineText(storedAt)}`] : []),
    `${INDENT}why       ${why}`,
  ];
}

function lineText({ file, line, text }: SourceLine): string {
  return `${file}:${line}    ${text}`;
}
