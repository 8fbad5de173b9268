/**
 * The output of a Nagios or Icinga plugin: one line, `FDTOP STATE - text | perfdata`, and the exit code of the state.
 * Format: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and "Performance data".
 */
import type { Pattern } from '../gunicorn/pattern.ts';
import { instancesInTurns, inTurns, shareOf } from '../model/fair-share.ts';
import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../model/format.ts';
import { printable } from '../model/printable.ts';
import { CRITICAL_PERCENT, type Thresholds } from '../model/severity.ts';
import { type Instance, instanceOf, type ProcessSample, type Snapshot } from '../model/snapshot.ts';

export const UNKNOWN_EXIT = 3;
const EXIT = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: UNKNOWN_EXIT } as const;
export type State = keyof typeof EXIT;

/** The worst first. What is known to be bad stands before what is not known, and that before what is known to be well. */
const WORST_FIRST: readonly State[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];
const MOST_NAMED = 3;
/** Of perfdata: with the text Nagios and Icinga 1 read 8 kB of a line, and cut off the rest in the middle of a label. */
const MOST_BYTES = 4000;

export interface CheckLimits extends Thresholds {
  /** Files per second; null: growth alone alerts nobody. */
  growth: number | null;
  /** Minutes before the limit; null: within 10 minutes is critical, as everywhere. */
  etaMinutes: number | null;
  /** Other servers were asked for, too. */
  match: Pattern | null;
}

interface Finding {
  state: State;
  text: string;
  fds: number;
  /** Whose it is: see shareOf. */
  share: string;
}

/** What fdtop says of itself: after the first of each unit and user. */
const OWN_SHARE = '2 fdtop';

/**
 * The line of a check and its exit code. One of the worst speaks, and up to two after it, in turns of units and users; of more
 * instances than perfdata has room for each unit and user has a share.
 */
export function nagiosReport(snapshot: Snapshot, limits: CheckLimits): { line: string; exitCode: number } {
  const { instances } = snapshot;
  const processes = snapshot.processes.filter(({ instance }) => instance !== null);
  if (processes.length === 0) return { line: unknownLine(nothingFound(snapshot, limits)), exitCode: UNKNOWN_EXIT };
  const members = Map.groupBy(processes, ({ instance }) => instance);
  const fair = instancesInTurns(instances, members);
  const names = labelsOf(fair);
  const findings = ordered([
    ...processes.flatMap(process => findingOf(process, instanceOf(snapshot, process), names, limits)),
    ...uncounted(processes, snapshot.privileged),
    ...snapshot.notes.map(text => ({ state: 'UNKNOWN' as const, text, fds: 0, share: OWN_SHARE })),
  ]);
  const state = findings[0]?.state ?? 'OK';
  const text = findings.length === 0 ? wellText(processes, instances) : named(findings);
  const data = boundedData(fair, each => perfdata(names.get(each.id)!, members.get(each.id) ?? [], limits));
  const left = instances.length - data.size;
  const leftOut = left === 0 ? '' : `; ${plural(left, 'instance')} left out`;
  const told = instances.flatMap(each => data.get(each) ?? []).join(' ');
  return { line: `FDTOP ${state} - ${safe(text)}${leftOut} | ${told}`, exitCode: EXIT[state] };
}

/** What to say when the check itself could not be made: a usage error, a crash. */
export function unknownLine(message: string): string {
  return `FDTOP UNKNOWN - ${safe(message)}`;
}

/** First one of the worst, a unit's if one has any; then in turns, so that nobody's many hide another's one. */
function ordered(findings: Finding[]): Finding[] {
  const worst = findings.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || b.fds - a.fds);
  const turns = inTurns(worst, ({ share }) => share);
  const first = turns.find(({ state }) => state === worst[0]!.state);
  return first ? [first, ...turns.filter(each => each !== first)] : [];
}

/** Of each instance its part, of as many as there is room for. */
function boundedData(fair: readonly Instance[], partOf: (instance: Instance) => string): Map<Instance, string> {
  const data = new Map<Instance, string>();
  let bytes = 0;
  for (const instance of fair) {
    const part = partOf(instance);
    bytes += Buffer.byteLength(part) + 1;
    if (bytes > MOST_BYTES) break;
    data.set(instance, part);
  }
  return data;
}

/**
 * `'shop'=12345;1000;10000;0;65536`: the process of the instance with the most open files, under its limit. `U` when
 * none could be counted; no maximum for an unlimited one.
 */
function perfdata(label: string, members: readonly ProcessSample[], { warn, leak }: Thresholds): string {
  const worst = worstOf(members);
  const limit = worst?.limitSoft ?? Number.POSITIVE_INFINITY;
  return `'${label}'=${worst?.fds ?? 'U'};${warn};${leak};0;${Number.isFinite(limit) ? limit : ''}`;
}

/**
 * The quote and the equal sign have no place in a label, and a bar would end the data. A unit of the system's is not renamed
 * because somebody else's instance is called like it.
 */
function labelsOf(instances: readonly Instance[]): Map<string, string> {
  const labels = new Map<string, string>();
  const clean = (text: string) => printable(text, 60).replace(/[='|]/g, '_').trim() || 'instance';
  const isUnit = ({ manager }: Instance) => manager === 'systemd';
  const baseOf = ({ unit, name }: Instance) => clean(unit?.replace(/\.service$/, '') ?? name);
  const same = Map.groupBy(instances, baseOf);
  const taken = new Set<string>();
  /** The next number for what would be called so again. */
  const numbers = new Map<string, number>();
  for (const instance of [...instances.filter(isUnit), ...instances.filter(each => !isUnit(each))]) {
    const { id, masterPid } = instance;
    const base = baseOf(instance);
    const rivals = same.get(base)!;
    const isAlone = rivals.length === 1 || (isUnit(instance) && rivals.filter(isUnit).length === 1);
    let label = isAlone ? base : `${base} ${masterPid ?? 'orphans'}`;
    if (taken.has(label)) {
      const [, stem, first] = /^(.*?)(?: (\d+))?$/.exec(label)!;
      let number = numbers.get(stem!) ?? Number(first ?? 1) + 1;
      while (taken.has(`${stem} ${number}`)) number += 1;
      numbers.set(stem!, number + 1);
      label = `${stem} ${number}`;
    }
    taken.add(label);
    labels.set(id, label);
  }
  return labels;
}

function findingOf(
  process: ProcessSample,
  instance: Instance | null,
  names: ReadonlyMap<string, string>,
  limits: CheckLimits,
): Finding[] {
  const { pid, role, user, fds, usedPercent, fdsPerSecond, secondsToLimit, severity, limitSoft } = process;
  if (fds === null) return [];
  const eta = limits.etaMinutes;
  const isNear = eta !== null && secondsToLimit !== null && secondsToLimit <= eta * 60;
  const isFast = limits.growth !== null && (fdsPerSecond ?? 0) >= limits.growth;
  // `critical` may come of a forecast too, whose minutes --eta sets.
  const isFull = (usedPercent ?? 0) >= CRITICAL_PERCENT || (severity === 'critical' && eta === null);
  const isCritical = fds >= limits.leak || isFull || isNear || isFast;
  if (!isCritical && fds < limits.warn) return [];
  const growth = (fdsPerSecond ?? 0) > 0 ? `, ${formatGrowth(fdsPerSecond)}` : '';
  const end = secondsToLimit === null ? '' : `, full in ${formatDuration(secondsToLimit)}`;
  const used = `${formatPercent(usedPercent)} of ${formatCount(limitSoft)}`;
  const name = names.get(process.instance!) ?? '';
  const text = `${role} ${pid} of ${name} has ${formatCount(fds)} open files (${used}${growth}${end})`;
  const share = shareOf(instance ?? { manager: null, unit: null }, user);
  return [{ state: isCritical ? 'CRITICAL' : 'WARNING', text, fds, share }];
}

function uncounted(processes: readonly ProcessSample[], privileged: boolean): Finding[] {
  const count = processes.filter(({ fds }) => fds === null).length;
  if (count === 0) return [];
  const remedy = privileged ? '' : ': permission denied, run it as root';
  return [
    {
      state: 'UNKNOWN',
      text: `${count} of ${plural(processes.length, 'process', 'processes')} not counted${remedy}`,
      fds: 0,
      share: OWN_SHARE,
    },
  ];
}

function named(findings: readonly Finding[]): string {
  const rest = findings.length - MOST_NAMED;
  const texts = findings.slice(0, MOST_NAMED).map(({ text }) => text);
  return [...texts, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}

function wellText(processes: readonly ProcessSample[], instances: readonly Instance[]): string {
  const { role, pid, fds } = worstOf(processes)!;
  const workers = processes.filter(each => each.role === 'worker').length;
  return `${plural(workers, 'worker')} of ${plural(instances.length, 'instance')}, most: ${role} ${pid} with ${plural(fds!, 'open file')}`;
}

function nothingFound({ privileged }: Snapshot, { match }: CheckLimits): string {
  const what = match === null ? 'no Gunicorn runs' : 'no Gunicorn runs, and nothing that --match asks for';
  return privileged ? what : `${what}, or it is hidden from this user`;
}

function worstOf(processes: readonly ProcessSample[]): ProcessSample | null {
  const counted = processes.filter(({ fds }) => fds !== null);
  return counted.reduce<ProcessSample | null>((worst, each) => (each.fds! > (worst?.fds ?? -1) ? each : worst), null);
}

/** On one line, without the bar that begins the perfdata. */
function safe(text: string): string {
  return printable(text, 800).replaceAll('|', '/');
}
