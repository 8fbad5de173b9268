/** A large service in trouble: 64 workers with 7,000 fds each, 8 of them leaking. */
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { screenPrograms } from '../support/screens.ts';
import { startService } from '../support/service.ts';
import { startSleepers, USUAL_PROCESSES } from '../support/sleepers.ts';
import { steady } from '../support/steady.ts';
import { atMost } from '../support/verdict.ts';

export const steady64: Case = {
  name: 'steady-64',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 64, fds: 7_000, leaking: 8 });
    const others = await startSleepers();
    const { fdtop, htop, btop, glances, pidstat, lsof } = screenPrograms(bench);
    const measurements = await alternate(bench, [
      steady(bench, fdtop, 3),
      steady(bench, pidstat, 3),
      steady(bench, htop, 1),
      steady(bench, btop, 1),
      steady(bench, glances, 1),
      steady(bench, lsof, 1),
    ]);
    await Promise.all([others.stop(), service.stop()]);
    const own = medianOf(measurements, fdtop.tool);
    const limit = medianOf(measurements, pidstat.tool) / 20;
    const verdicts = [atMost(fdtop.tool, "CPU <= 1/20 of pidstat -v's", own, limit)];
    return [
      { title: `steady screen, 64 workers x 7,000 fds, ${USUAL_PROCESSES} other processes`, measurements, verdicts },
    ];
  },
};
