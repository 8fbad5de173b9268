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

/** Two Gunicorns alike differ by some percent, each for as long as it lives: so there are many of them. */
const PAIRS = 9;
const RUNS = 5;
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

interface Compared {
  app: string;
  does: string;
  rounds: string;
}

async function compare(bench: Bench, { app, does, rounds }: Compared): Promise<Part> {
  const env = { ROUNDS: rounds, XDG_RUNTIME_DIR: bench.scratch, TMPDIR: bench.scratch };
  const configs = { [WITH]: writeConfig(bench, 'traced', hookText(bench)), [WITHOUT]: writeConfig(bench, 'plain', '') };
  const perSecond: Record<string, number[]> = { [WITH]: [], [WITHOUT]: [] };
  const cpuMicros: Record<string, number[]> = { [WITH]: [], [WITHOUT]: [] };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const contestants = await Promise.all(
      Object.entries(configs).map(async ([tool, config]) => {
        const service = await startWebService({ app, config, env });
        const run = async () => {
          const loaded = await service.load(SECONDS);
          cpuMicros[tool]!.push(loaded.cpuMicros);
          return loaded.perSecond;
        };
        return { tool, unit: 'requests/s' as const, runs: RUNS, run, service };
      }),
    );
    const services = contestants.map(({ service }) => service);
    await checkHook(bench, services[0]!);
    for (const service of services) await service.load(SECONDS);
    for (const { tool, values } of await alternate(bench, contestants)) perSecond[tool]!.push(...values);
    await Promise.all(services.map(service => service.stop()));
  }
  const measurements = Object.entries(perSecond).map(([tool, values]) => ({
    ...{ tool, unit: 'requests/s' as const, values },
    note: `${Math.round(median(cpuMicros[tool]!))} µs of CPU a request`,
  }));
  const ratio = medianOf(measurements, WITH) / medianOf(measurements, WITHOUT);
  return {
    title: `Gunicorn, sync: an app that ${does}`,
    measurements,
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
