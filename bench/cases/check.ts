/** One check by a monitoring system: fdtop, against the `lsof | wc` that such plugins are made of. */
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { timeCommand } from '../support/command.ts';
import { startService } from '../support/service.ts';
import { startSleepers, USUAL_PROCESSES } from '../support/sleepers.ts';
import { atLeast, atMost } from '../support/verdict.ts';

const WORKERS = 8;
const FDS = 7_000;
const FDTOP = 'fdtop check';
const LSOF = 'lsof -nP, piped to wc -l';

export const check: Case = {
  name: 'check',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: WORKERS, fds: FDS });
    const others = await startSleepers();
    const output = `${bench.scratch}/check.out`;
    const measurements = await alternate(bench, [
      { tool: FDTOP, unit: 'ms', runs: 9, run: () => timeCommand(process.execPath, [bench.fdtop, 'check'], output) },
      { tool: LSOF, unit: 'ms', runs: 3, from: 'lsof', run: () => timeCommand('sh', ['-c', 'lsof -nP | wc -l']) },
      {
        tool: 'lsof -p, for each worker',
        unit: 'ms',
        runs: 3,
        from: 'lsof',
        run: () =>
          timeCommand('sh', [
            '-c',
            'for pid in "$@"; do lsof -nP -p $pid | wc -l; done',
            'sh',
            ...service.workers.map(String),
          ]),
      },
    ]);
    await Promise.all([others.stop(), service.stop()]);
    const own = medianOf(measurements, FDTOP);
    const verdicts = [
      atMost(FDTOP, '< 300 ms', own, 300),
      atLeast(LSOF, '>= 5 x', medianOf(measurements, LSOF) / own, 5),
    ];
    const title = `one check, ${WORKERS} workers x ${FDS.toLocaleString('en')} fds, ${USUAL_PROCESSES} other processes`;
    return [{ title, measurements, verdicts }];
  },
};
