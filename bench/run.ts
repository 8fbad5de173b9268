/**
 * The benchmark, `npm run bench [-- CASE...] [-- --json FILE]`: fdtop side by side with what else a user would pick, in one
 * table on stdout and one JSON file (dist/bench.json unless told). Progress goes to stderr. Linux; some cases need root.
 * A target that is missed is a result; it exits with 1 only when a case could not be measured.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopEverything } from '../test/support/cleanup.ts';
import { cases } from './cases.ts';
import type { Bench, Case, Part } from './support/case.ts';
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
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // What runs is ended on exit, by test/support/cleanup.ts.
  process.on(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}
process.exit(await main(positionals.length > 0 ? cases.filter(({ name }) => positionals.includes(name)) : cases));

async function main(chosen: readonly Case[]): Promise<number> {
  const say = (line: string) => console.error(line);
  installPeers(say);
  const machine = describeMachine();
  const bench = setUp(say);
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

/** A copy of the bundle, in a folder that goes with this process. */
function setUp(say: Bench['say']): Bench {
  const scratch = mkdtempSync(join(tmpdir(), 'fdtop-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const fdtop = join(scratch, 'fdtop.mjs');
  copyFileSync(`${DIST}fdtop.js`, fdtop);
  return { fdtop, scratch, say };
}

function withMedians(part: Part) {
  return { ...part, measurements: part.measurements.map(each => ({ ...each, median: median(each.values) })) };
}

function writeJson(result: object): void {
  const file = resolve(values.json ?? `${DIST}bench.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
