/** What the trace hook costs: the requests per second of one Gunicorn with it and one without, side by side. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { program } from '../support/helper.ts';
import { median } from '../support/median.ts';
import { isInstalled } from '../support/packages.ts';
import { atLeast } from '../support/verdict.ts';
import { startWebService, type WebService } from '../support/web-service.ts';

const RUNS = 45;
const SECONDS = 1;
const WITH = 'with the trace hook';
const WITHOUT = 'without';

const APPS = {
  at_once: 'answers at once',
  works: 'takes 2 ms of CPU',
  opens: 'opens a file and a socket',
};

export const traceHook: Case = {
  name: 'trace-hook',
  async run(bench: Bench): Promise<Part[]> {
    for (const name of ['gunicorn', 'apache2-utils'] as const)
      if (!isInstalled(name)) throw new Error(`Debian's package ${name} is not installed`);
    const rounds = execFileSync('/usr/bin/python3', [program('answers.py')], { encoding: 'utf8' }).trim();
    const parts: Part[] = [];
    for (const [app, does] of Object.entries(APPS)) parts.push(await compare(bench, { app, does, rounds }));
    return parts;
  },
};

async function compare(bench: Bench, { app, does, rounds }: { app: string; does: string; rounds: string }) {
  const env = { ROUNDS: rounds, XDG_RUNTIME_DIR: bench.scratch, TMPDIR: bench.scratch };
  const start = (config: string) => startWebService({ app, config, env });
  const traced = await start(writeConfig(bench, 'traced', hookText(bench)));
  const plain = await start(writeConfig(bench, 'plain', ''));
  await checkHook(bench, traced);
  const cpu = new Map([traced, plain].map(service => [service, [] as number[]]));
  const measure = async (service: WebService) => {
    const { perSecond, cpuMicros } = await service.load(SECONDS);
    cpu.get(service)!.push(cpuMicros);
    return perSecond;
  };
  for (const service of [traced, plain]) await service.load(1);
  const measurements = await alternate(bench, [
    { tool: WITH, unit: 'requests/s', runs: RUNS, run: () => measure(traced) },
    { tool: WITHOUT, unit: 'requests/s', runs: RUNS, run: () => measure(plain) },
  ]);
  await Promise.all([traced.stop(), plain.stop()]);
  const notes = [traced, plain].map(service => `${Math.round(median(cpu.get(service)!))} µs of CPU a request`);
  const ratio = medianOf(measurements, WITH) / medianOf(measurements, WITHOUT);
  return {
    title: `Gunicorn, sync: an app that ${does}`,
    measurements: measurements.map((each, index) => ({ ...each, note: notes[index] })),
    verdicts: [atLeast(WITH, '>= 0.97 of the requests/s', ratio, 0.97)],
  };
}

function hookText({ fdtop }: Bench): string {
  return execFileSync(process.execPath, [fdtop, 'trace-hook'], { encoding: 'utf8' });
}

function writeConfig({ scratch }: Bench, name: string, text: string): string {
  mkdirSync(`${scratch}/conf`, { recursive: true });
  const file = `${scratch}/conf/${name}.conf.py`;
  writeFileSync(file, text);
  return file;
}

/** A hook that is not there costs nothing. */
async function checkHook({ fdtop }: Bench, { worker }: WebService): Promise<void> {
  const told = execFileSync(process.execPath, [fdtop, 'origin', String(worker), '--json'], { encoding: 'utf8' });
  const { trace, notes } = JSON.parse(told);
  if (!trace) throw new Error(`the trace hook of ${worker} does not answer: ${notes.join('; ')}`);
}
