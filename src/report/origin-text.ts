import { formatPercent } from '../model/format.ts';
import type { Origin, OriginGroup, OriginReport, SourceLine } from '../model/origin.ts';
import { words } from '../words/words.ts';
import { traceText } from './trace-text.ts';

/** Column of what follows `held by`, `opened`, `stored`. */
const INDENT = '        ';

/** Where the fds of a process come from, for people: by the hook, then each group, who holds it and which lines did it. */
export function originText({ pid, python, seconds, groups, notes, trace }: OriginReport): string {
  const said = words().origins;
  const lines = [said.title(pid, seconds, python.version), ...notes.map(note => said.note(said.told(note)))];
  if (trace) lines.push('', ...traceText(trace), '', said.fromHeap);
  for (const group of groups) lines.push('', ...groupLines(group));
  if (groups.length === 0) lines.push('', python.supported ? said.noFds : said.notRead);
  return lines.join('\n');
}

function groupLines({ label, count, origins, candidates }: OriginGroup): string[] {
  const said = words().origins;
  const sampled = origins.reduce((sum, { sampledFds }) => sum + sampledFds, 0);
  const lines = [said.where(count, words().typesReport.label(label))];
  for (const origin of origins) lines.push(...originLines(origin, sampled));
  if (candidates.length > 0) {
    lines.push(`${INDENT}${said.candidates}`);
    lines.push(...candidates.map(line => `${INDENT}  ${lineText(line)}`));
  }
  if (origins.length === 0 && candidates.length === 0) lines.push(`${INDENT}${said.nothingFound}`);
  return lines;
}

function originLines(origin: Origin, sampled: number): string[] {
  const { share, heldBy, container, openedAt, storedAt, confidence, why, sampledFds } = origin;
  const said = words().origins;
  const { marks } = said;
  const holds = container ? `   (${said.entries(container.type, container.length)})` : '';
  return [
    `${formatPercent(share * 100).padStart(5)}   ${marks.heldBy}${said.told(heldBy)}${holds}   ${said.sampled(confidence, sampledFds, sampled)}`,
    ...(openedAt ? [`${INDENT}${marks.opened}${lineText(openedAt)}`] : []),
    ...(storedAt ? [`${INDENT}${marks.stored}${lineText(storedAt)}`] : []),
    `${INDENT}${marks.why}${said.told(why)}`,
  ];
}

function lineText({ file, line, text }: SourceLine): string {
  return `${file}:${line}    ${text}`;
}
