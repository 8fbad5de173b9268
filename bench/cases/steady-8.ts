/** The screen that stays open all day: 8 workers, one of them leaking. */
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { screenPrograms } from '../support/screens.ts';
import { startService } from '../support/service.ts';
import { startSleepers, USUAL_PROCESSES } from '../support/sleepers.ts';
import { steady } from '../support/steady.ts';
import { atMost } from '../support/verdict.ts';

export const steady8: Case = {
  name: 'steady-8',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 8, fds: 200, leaking: 1 });
    const others = await startSleepers();
    const { fdtop, htop, btop, glances, pidstat, lsof } = screenPrograms(bench);
    const measurements = await alternate(bench, [
      steady(bench, fdtop, 3),
      steady(bench, htop, 3),
      steady(bench, btop, 1),
      steady(bench, glances, 1),
      steady(bench, pidstat, 1),
      steady(bench, lsof, 1),
    ]);
    await Promise.all([others.stop(), service.stop()]);
    const own = medianOf(measurements, fdtop.tool);
    const verdicts = [atMost(fdtop.tool, "CPU <= htop's", own, medianOf(measurements, htop.tool))];
    return [{ title: `steady screen, 8 workers, ${USUAL_PROCESSES} other processes`, measurements, verdicts }];
  },
};
