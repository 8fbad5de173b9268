import type { Diagnosis } from '../model/diagnosis.ts';
import { words } from '../words/words.ts';

/** A command, and what it does. */
export type Step = readonly [command: string, effect: string];

/** Within a shift. */
const NEAR_SECONDS = 8 * 3600;

const MAX_REQUESTS = 'fdtop cure --max-requests 1000 --max-requests-jitter 100';

/** Verdicts under which the worker itself is to go. */
const NO_LEAK = new Set(['healthy', 'limit-too-low', 'idle-client-pool', 'system-table-full', 'unknown']);

/** What an operator can do at once, the mildest first. */
export function nextSteps(diagnosis: Diagnosis): Step[] {
  const { process, instance, verdicts, denied } = diagnosis;
  const { pid, role } = process;
  const has = (id: string) => verdicts.some(verdict => verdict.id === id);
  const name = instance?.masterPid == null ? '' : ` ${instance.masterPid}`;
  const said = words().steps;
  const steps: Step[] = [];
  if (denied) steps.push([`sudo fdtop diagnose ${pid}`, said.sudo]);
  if (has('healthy')) return [...steps, [said.nothing, said.isWell]];
  const leaks = verdicts.some(({ id }) => !NO_LEAK.has(id));
  const isNear = (process.usedPercent ?? 0) >= 50 || (diagnosis.secondsLeft ?? Number.POSITIVE_INFINITY) < NEAR_SECONDS;
  if (has('inherited-from-master')) {
    return [...steps, [`fdtop restart${name}`, said.restart]];
  }
  if (instance && role === 'worker' && leaks) {
    steps.push([`fdtop kill ${pid}`, said.kill]);
    const over = Math.floor((process.fds ?? 0) / 2);
    if (diagnosis.siblings.some(fds => fds > over)) steps.push([`fdtop recycle${name} --over ${over}`, said.recycle]);
  }
  if (isNear || has('limit-too-low')) steps.push([`fdtop limit ${pid} ${roomy(process.fds)}`, said.limit]);
  if (steps.length === 0) steps.push([`fdtop types ${pid} --exact`, said.types]);
  return steps;
}

/** How it does not come again: the code, and a stopgap until that is there. */
export function permanentSteps({ verdicts, instance }: Diagnosis): string[] {
  const leaks = verdicts.some(({ id }) => !NO_LEAK.has(id));
  const code = verdicts.flatMap(({ title, advice }, index) => [
    ...(verdicts.length === 1 ? [] : [`${index + 1}. ${title}:`]),
    ...advice,
  ]);
  const stopgap = leaks && instance ? [words().steps.stopgap, `  ${MAX_REQUESTS}`] : [];
  return [...code, ...stopgap];
}

function roomy(fds: number | null): number {
  return Math.max(65_536, 2 ** Math.ceil(Math.log2(2 * Math.max(1, fds ?? 0))));
}
