/**
 * What `fdtop origin` does to a worker that it reads under load, 200 times: whether it is told right, goes on, and how long
 * its requests take meanwhile. The command itself, on Debian's Gunicorn; between two walks as long a time without one.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Origins } from '../../src/model/origin.ts';
import { expected, LEAKS, originOf, summary } from '../../test/python/leaks.ts';
import { startGunicorn } from '../../test/support/gunicorn.ts';
import { startAsks } from '../support/asks.ts';
import type { Bench, Case, Measurement, Part } from '../support/case.ts';
import { timeCommand } from '../support/command.ts';
import { isInstalled } from '../support/packages.ts';
import { atLeast, atMost } from '../support/verdict.ts';

const WALKS = 200;
const HEAP_MB = 50;
const LEAKED = 1_000;
/** Between two requests, in seconds: a worker that is in use, but not full. */
const PAUSE = 0.005;
const LOOK_MS = 20;
const COMMAND = 'fdtop origin';

export const origin: Case = {
  name: 'origin',
  async run(bench: Bench): Promise<Part[]> {
    if (!isInstalled('gunicorn')) throw new Error("Debian's package gunicorn is not installed");
    const leak = LEAKS.find(({ kind }) => kind === 'live')!;
    const gunicorn = await startGunicorn({ args: ['--timeout', '120', 'leaky:app'], nofile: 20_000 });
    const [worker] = gunicorn.workerPids() as [number];
    await gunicorn.request(`/grow/${HEAP_MB}`);
    await gunicorn.request(`/leak/live/${LEAKED}`);
    const asks = await startAsks(gunicorn.port, PAUSE);
    const output = `${bench.scratch}/origin.json`;
    const [took, meanwhile, without]: [number[], number[], number[]] = [[], [], []];
    const states = new Set<string>();
    let right = 0;
    for (let walk = 0; walk < WALKS; walk += 1) {
      await asks.took();
      const watch = setInterval(() => states.add(stateOf(worker)), LOOK_MS);
      const ms = await timeCommand(process.execPath, [bench.fdtop, 'origin', `${worker}`, '--json'], output);
      clearInterval(watch);
      meanwhile.push(...(await asks.took()));
      took.push(ms);
      const told: Origins = JSON.parse(readFileSync(output, 'utf8'));
      const found = summary(originOf(leak, told));
      if (isSame(found, expected(leak, String))) right += 1;
      else bench.say(`  wrong: ${JSON.stringify({ found, notes: told.notes })}`);
      await sleep(ms);
      without.push(...(await asks.took()));
      if (walk % 20 === 19) bench.say(`  ${walk + 1}/${WALKS} ${right} right, ${Math.round(ms)} ms`);
    }
    await asks.stop();
    const same = gunicorn.workerPids().join() === `${worker}` ? 1 : 0;
    await gunicorn.stop();
    const stopped = [...states].filter(state => !/^[RSD] 0$/.test(state));
    const answers = (times: readonly number[]) => `of ${times.length.toLocaleString('en')} requests`;
    const note = `${right} of ${WALKS} right; seen as ${[...states].join(', ')}`;
    const command: Part = {
      title: `a heap of ${HEAP_MB} MB with ${LEAKED.toLocaleString('en')} leaked sockets, read under load`,
      measurements: [{ tool: COMMAND, unit: 'ms', values: took, note }],
      verdicts: [
        atLeast(COMMAND, 'right in 95 %', right / WALKS, 0.95),
        atLeast(COMMAND, 'the same worker', same, 1),
        atMost(COMMAND, 'never stopped or traced', stopped.length, 0),
      ],
    };
    const slowest: Measurement[] = [
      { tool: 'while it is read', unit: 'ms', values: [p99(meanwhile)], note: answers(meanwhile) },
      { tool: 'as long without', unit: 'ms', values: [p99(without)], note: answers(without) },
    ];
    const medians: Measurement[] = [
      { tool: 'while it is read', unit: 'ms', values: meanwhile },
      { tool: 'as long without', unit: 'ms', values: without },
    ];
    return [
      command,
      { title: 'the same: a request, 99th percentile', measurements: slowest, verdicts: [] },
      { title: 'the same: a request', measurements: medians, verdicts: [] },
    ];
  },
};

/** `S 0`: its state, and the pid of what traces it. */
function stateOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return `${/^State:\s+(\S)/m.exec(text)![1]} ${/^TracerPid:\s+(\d+)/m.exec(text)![1]}`;
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1]!;
}
