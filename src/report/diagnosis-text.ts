import type { Diagnosis } from '../model/diagnosis.ts';
import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../model/format.ts';
import type { Verdict } from '../model/verdict/verdict.ts';
import { nextSteps, permanentSteps } from './diagnosis-steps.ts';
import { originLines } from './origin-lines.ts';
import { adviceLine, fact, paragraph } from './page-lines.ts';

const MOST_TYPES = 6;

/** One page of plain text, 80 columns wide, to be pasted into the incident's channel. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { verdicts, notes } = diagnosis;
  return [
    ...headLines(diagnosis),
    ...notes.flatMap(note => paragraph(note, '  ! ')),
    '',
    ...typeLines(diagnosis),
    ...verdicts.flatMap((verdict, index) => ['', ...verdictLines(verdict, index, verdicts.length)]),
    '',
    'WHERE IT COMES FROM',
    ...originLines(diagnosis),
    '',
    'WHAT TO DO NOW',
    ...nextSteps(diagnosis).flatMap(([command, effect]) => [`  ${command}`, ...paragraph(effect, '      ')]),
    '',
    'FOR GOOD',
    ...permanentSteps(diagnosis).flatMap(line => adviceLine(line, '  ')),
    '',
    'THE SYSTEM',
    ...systemLines(diagnosis),
  ].join('\n');
}

function headLines(diagnosis: Diagnosis): string[] {
  const { time, host, process, instance, growth, secondsLeft, secondsSinceBegin, siblings } = diagnosis;
  const { pid, role, user, command, fds, limitSoft, usedPercent, severity, ageSeconds } = process;
  const at = `${time.slice(0, 19).replace('T', ' ')} UTC`;
  const used = limitSoft === null ? '' : ` of ${formatCount(limitSoft)} (${formatPercent(usedPercent)})`;
  const count = fds === null ? '?, it may not be counted by this user' : `${formatCount(fds)}${used}: ${severity}`;
  const master = instance?.masterPid == null || instance.masterPid === pid ? '' : `, master ${instance.masterPid}`;
  const over = growth.seconds === null ? '' : ` over ${Math.max(1, Math.round(growth.seconds))} s`;
  const alike = siblings.length === 0 ? [] : fact('others', siblingText(siblings));
  return [
    `fdtop diagnose  ${host}  ${at}`,
    '',
    ...paragraph(`${role} ${pid}${instance ? ` of ${instance.unit ?? instance.name}${master}` : ''}, user ${user}`),
    ...fact('command', command),
    ...fact('open files', count),
    ...fact('growth', growth.perSecond === null ? 'not known' : `${formatGrowth(growth.perSecond)}${over}`),
    ...fact('time left', secondsLeft === null ? 'no end in sight' : `${formatDuration(secondsLeft)} at this growth`),
    ...fact('since', sinceText(ageSeconds, secondsSinceBegin)),
    ...alike,
  ];
}

function siblingText(siblings: readonly number[]): string {
  const [lowest, highest] = [Math.min(...siblings), Math.max(...siblings)];
  const range = lowest === highest ? formatCount(lowest) : `${formatCount(lowest)} to ${formatCount(highest)}`;
  return `${plural(siblings.length, 'other worker')} with ${range} open files`;
}

function sinceText(age: number | null, begun: number | null): string {
  const up = age === null ? 'its age is not known' : `up ${formatDuration(age)}`;
  return begun === null ? up : `${up}; at this growth the leak began ${formatDuration(begun)} ago`;
}

function typeLines({ types, typesOf, process, groupGrowth }: Diagnosis): string[] {
  if (!types) return ['WHAT IS OPEN', '  not known'];
  const how = types.exact ? 'exact' : `estimated from ${formatCount(types.sampled)}`;
  const whose =
    typesOf === 'user' ? `all TCP and UDP sockets of user ${process.user}, which anybody may see` : `all of it, ${how}`;
  const rows = types.groups.slice(0, MOST_TYPES).map(({ share, count, label }) => {
    const growth = groupGrowth.get(label) ?? 0;
    const change = Math.abs(growth) < 0.05 ? '' : `  ${formatGrowth(growth)}`;
    const lead = `  ${`${(share * 100).toFixed(1)}%`.padStart(6)} ${formatCount(count).padStart(9)}  `;
    return paragraph(`${label}${change}`, lead);
  });
  const rest = types.groups.slice(MOST_TYPES);
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  return [
    `WHAT IS OPEN (${whose})`,
    ...rows.flat(),
    ...(rest.length === 0
      ? []
      : [`  ${' '.repeat(16)}  and ${formatCount(others)} of ${plural(rest.length, 'more type')}`]),
  ];
}

function verdictLines({ title, confidence, evidence }: Verdict, index: number, of: number): string[] {
  const number = of === 1 ? '' : ` ${index + 1} of ${of}`;
  return [
    ...paragraph(`${title} (confidence: ${confidence})`, `VERDICT${number}: `),
    ...evidence.flatMap(line => paragraph(line, '  - ')),
  ];
}

function systemLines({ system, kernel, service, process, instance }: Diagnosis): string[] {
  const { filesOpen, filesMax } = system;
  const max = filesMax === null || filesMax > 1e15 ? 'no limit' : formatCount(filesMax);
  const live = formatCount(process.limitSoft);
  const configured = service?.configuredLimit ?? null;
  const waits = configured !== null && process.limitSoft !== null && configured !== process.limitSoft;
  const unit = service
    ? [`${service.unit} (${service.by}) is configured with ${formatCount(configured)}; live is ${live}`]
    : [`live ${live}; ${instance ? 'what its manager is configured with is not known' : 'it is of no Gunicorn'}`];
  return [
    ...fact('open files', `${formatCount(filesOpen)} of ${max} (fs.file-max)`),
    ...fact('limit', `${unit.join()}${waits ? ': a restart gets the configured one' : ''}`),
    ...fact('kernel', `Linux ${kernel}`),
  ];
}
