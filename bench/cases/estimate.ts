/** How soon a first estimate of what the fds are is there. */
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { timeKey } from '../support/key.ts';
import { startService } from '../support/service.ts';
import { closeWait, INCIDENT_FDS, makeTree, PID } from '../support/tree.ts';
import { type NamedProcess, timeTypesCommand } from '../support/types.ts';
import { atMost } from '../support/verdict.ts';

const KEY = '`t` on the screen, to the first group';
const LIMIT_MS = 100;

export const estimate: Case = {
  name: 'estimate',
  async run(bench: Bench): Promise<Part[]> {
    const { root, remove } = makeTree(bench, closeWait());
    const title = `${INCIDENT_FDS.toLocaleString('en')} fds (tree on tmpfs): first estimate`;
    const ofTree = await measure(bench, { title, procRoot: root, pid: PID });
    remove();
    const service = await startService({ workers: 1, fds: 19_900 });
    const real = { title: '19,900 fds of a real process: first estimate', procRoot: '/proc', pid: service.workers[0]! };
    const ofReal = await measure(bench, real);
    await service.stop();
    return [ofTree, ofReal];
  },
};

async function measure(bench: Bench, subject: NamedProcess & { title: string }): Promise<Part> {
  const output = `${bench.scratch}/types.out`;
  const measurements = await alternate(bench, [
    { tool: KEY, unit: 'ms', runs: 11, run: () => timeKey(bench, subject.procRoot) },
    {
      tool: 'fdtop types PID',
      unit: 'ms',
      runs: 7,
      run: () => timeTypesCommand(bench.fdtop, subject, { args: [], output }),
    },
  ]);
  const verdict = atMost(KEY, `<= ${LIMIT_MS} ms`, medianOf(measurements, KEY), LIMIT_MS);
  return { title: subject.title, measurements, verdicts: [verdict] };
}
