import type { Diagnosis } from '../model/diagnosis.ts';
import { formatCount, formatDecimal, formatGrowth } from '../model/format.ts';
import { serviceTitle } from '../model/snapshot.ts';
import type { Verdict } from '../model/verdict/verdict.ts';
import { words } from '../words/words.ts';
import { nextSteps, permanentSteps } from './diagnosis-steps.ts';
import { originLines } from './origin-lines.ts';
import { adviceLine, fact, paragraph } from './page-lines.ts';

const MOST_TYPES = 6;

/** One page of plain text, 80 columns wide, to be pasted into the incident's channel. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const said = words().diagnosis;
  const { verdicts, notes } = diagnosis;
  return [
    ...headLines(diagnosis),
    ...notes.flatMap(note => paragraph(note, '  ! ')),
    '',
    ...typeLines(diagnosis),
    ...verdicts.flatMap((verdict, index) => ['', ...verdictLines(verdict, index, verdicts.length)]),
    '',
    said.whereFrom,
    ...originLines(diagnosis),
    '',
    said.whatNow,
    ...nextSteps(diagnosis).flatMap(([command, effect]) => [`  ${command}`, ...paragraph(effect, '      ')]),
    '',
    said.forGood,
    ...permanentSteps(diagnosis).flatMap(line => adviceLine(line, '  ')),
    '',
    said.system,
    ...systemLines(diagnosis),
  ].join('\n');
}

function headLines(diagnosis: Diagnosis): string[] {
  const { time, host, process, instance, growth, secondsLeft, secondsSinceBegin, siblings } = diagnosis;
  const { pid, role, user, command, fds, limitSoft, usedPercent, severity, ageSeconds } = process;
  const at = `${time.slice(0, 19).replace('T', ' ')} UTC`;
  const said = words().diagnosis;
  const count = fds === null ? said.uncounted : said.count(fds, limitSoft, usedPercent, severity);
  const master = instance?.masterPid == null || instance.masterPid === pid ? null : instance.masterPid;
  const name = instance && serviceTitle(instance);
  const alike = siblings.length === 0 ? [] : fact(said.others, siblingText(siblings));
  return [
    `fdtop diagnose  ${host}  ${at}`,
    '',
    ...paragraph(said.who(role, pid, name, master, user)),
    ...fact(said.command, command),
    ...fact(said.openFiles, count),
    ...fact(said.growth, growth.perSecond === null ? said.notKnown : said.growthOver(growth.perSecond, growth.seconds)),
    ...fact(said.timeLeft, secondsLeft === null ? said.noEnd : said.left(secondsLeft)),
    ...fact(said.since, sinceText(ageSeconds, secondsSinceBegin)),
    ...alike,
  ];
}

function siblingText(siblings: readonly number[]): string {
  return words().diagnosis.siblings(siblings.length, Math.min(...siblings), Math.max(...siblings));
}

function sinceText(age: number | null, begun: number | null): string {
  const said = words().diagnosis;
  const up = age === null ? said.ageUnknown : said.up(age);
  return begun === null ? up : said.begun(up, begun);
}

function typeLines({ types, typesOf, process, groupGrowth }: Diagnosis): string[] {
  const said = words().diagnosis;
  if (!types) return [said.whatIsOpen, `  ${said.notKnown}`];
  const whose = typesOf === 'user' ? said.ofUser(process.user) : said.allOfIt(types.exact ? null : types.sampled);
  const rows = types.groups.slice(0, MOST_TYPES).map(({ share, count, label }) => {
    const growth = groupGrowth.get(label) ?? 0;
    const change = Math.abs(growth) < 0.05 ? '' : `  ${formatGrowth(growth)}`;
    const lead = `  ${`${formatDecimal(share * 100, 1)}%`.padStart(6)} ${formatCount(count).padStart(9)}  `;
    return paragraph(`${words().typesReport.label(label)}${change}`, lead);
  });
  const rest = types.groups.slice(MOST_TYPES);
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  return [
    `${said.whatIsOpen} (${whose})`,
    ...rows.flat(),
    ...(rest.length === 0 ? [] : [`  ${' '.repeat(16)}  ${said.rest(others, rest.length)}`]),
  ];
}

function verdictLines({ title, confidence, evidence }: Verdict, index: number, of: number): string[] {
  const said = words().diagnosis;
  return [
    ...paragraph(said.confidence(title, confidence), said.verdict(index + 1, of)),
    ...evidence.flatMap(line => paragraph(line, '  - ')),
  ];
}

function systemLines({ system, kernel, service, process, instance }: Diagnosis): string[] {
  const said = words().diagnosis;
  const { filesOpen, filesMax } = system;
  const max = filesMax === null || filesMax > 1e15 ? said.noLimit : formatCount(filesMax);
  const configured = service?.configuredLimit ?? null;
  const waits = configured !== null && process.limitSoft !== null && configured !== process.limitSoft;
  const unit = service
    ? said.configured(service.unit, service.by, configured, process.limitSoft)
    : said.live(process.limitSoft, instance !== null);
  return [
    ...fact(said.openFiles, said.ofFileMax(filesOpen, max)),
    ...fact(said.limit, `${unit}${waits ? said.waits : ''}`),
    ...fact(said.kernel, `Linux ${kernel}`),
  ];
}
