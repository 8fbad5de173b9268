/**
 * The benchmark, `npm run bench [-- CASE...] [-- --json FILE]`: fdtop side by side with what else a user would pick, in one
 * table on stdout and one JSON file (dist/bench.json unless told). Progress goes to stderr. Linux, as root: it runs in
 * namespaces of its own, with nothing of the machine's other processes on its screens.
 * A target that is missed is a result; it exits with 1 only when a case could not be measured.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopEverything } from '../test/support/cleanup.ts';
import { cases } from './cases.ts';
import type { Bench, Case, Part } from './support/case.ts';
import { isolatedScratch, mayIsolate, runIsolated } from './support/isolate.ts';
import { describeMachine, machineText } from './support/machine.ts';
import { median } from './support/median.ts';
import { installPeers } from './support/packages.ts';
import { tableText } from './support/report.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.find(name => !cases.some(each => each.name === name));
if (unknown) {
  console.error(`bench: no such case: ${unknown}; there are ${cases.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const scratch = isolatedScratch();
process.exit(scratch ? await main(chosenCases(), scratch) : await start());

/** From outside: what must be installed, then the same again in a place of its own. */
async function start(): Promise<number> {
  installPeers(say);
  if (mayIsolate()) return await runIsolated();
  console.error('bench: it needs root, for namespaces of its own (unshare --pid --mount-proc)');
  return 1;
}

function chosenCases(): readonly Case[] {
  return positionals.length > 0 ? cases.filter(({ name }) => positionals.includes(name)) : cases;
}

async function main(chosen: readonly Case[], scratch: string): Promise<number> {
  const machine = describeMachine();
  // A copy: a build meanwhile must not change what is measured.
  const bench: Bench = { fdtop: join(scratch, 'dist/fdtop.js'), scratch, say };
  cpSync(DIST, dirname(bench.fdtop), { recursive: true });
  console.log(`${machineText(machine)}\n`);
  const parts: Part[] = [];
  const failures: string[] = [];
  const seconds: Record<string, number> = {};
  for (const each of chosen) {
    const started = performance.now();
    say(`${each.name}:`);
    try {
      parts.push(...(await each.run(bench)));
    } catch (error) {
      failures.push(`${each.name} could not be measured: ${(error as Error).message}`);
      say((error as Error).stack ?? String(error));
    }
    await stopEverything();
    seconds[each.name] = Math.round((performance.now() - started) / 1000);
  }
  console.log(tableText(parts));
  for (const failure of failures) console.log(failure);
  const took = Object.entries(seconds).map(([name, value]) => `${name} ${value} s`);
  console.log(`\nin ${took.join(', ')}`);
  writeJson({ machine, seconds, failures, parts: parts.map(withMedians) });
  return failures.length === 0 ? 0 : 1;
}

function say(line: string): void {
  console.error(line);
}

function withMedians(part: Part) {
  return { ...part, measurements: part.measurements.map(each => ({ ...each, median: median(each.values) })) };
}

function writeJson(result: object): void {
  const file = resolve(values.json ?? `${DIST}bench.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
