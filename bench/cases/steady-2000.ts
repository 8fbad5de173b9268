/** A crowded machine: 8 workers among 2,000 processes that sleep. */
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { screenPrograms } from '../support/screens.ts';
import { startService } from '../support/service.ts';
import { startSleepers } from '../support/sleepers.ts';
import { steady } from '../support/steady.ts';
import { atMost } from '../support/verdict.ts';

export const steady2000: Case = {
  name: 'steady-2000',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 8, fds: 200, leaking: 1 });
    const others = await startSleepers(2_000);
    const { fdtop, htop } = screenPrograms(bench);
    const measurements = await alternate(bench, [steady(bench, fdtop, 3), steady(bench, htop, 3)]);
    await Promise.all([others.stop(), service.stop()]);
    const own = medianOf(measurements, fdtop.tool);
    const verdicts = [atMost(fdtop.tool, "CPU <= htop's", own, medianOf(measurements, htop.tool))];
    return [{ title: 'steady screen, 8 workers, 2,000 other processes', measurements, verdicts }];
  },
};
