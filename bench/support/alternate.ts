/** Side by side: A B C, A B C, ... so that what else the machine does meets all of them alike. */
import type { Bench, Contestant, Measurement } from './case.ts';
import { median } from './median.ts';
import { isInstalled } from './packages.ts';

export async function alternate(bench: Bench, contestants: readonly Contestant[]): Promise<Measurement[]> {
  const present = contestants.filter(({ from }) => !from || isInstalled(from));
  const values = new Map(contestants.map(({ tool }) => [tool, [] as number[]]));
  const rounds = Math.max(...present.map(({ runs }) => runs));
  for (let round = 0; round < rounds; round += 1) {
    for (const { tool, unit, runs, run } of present) {
      if (round >= runs) continue;
      const value = await run();
      values.get(tool)!.push(value);
      bench.say(`  ${round + 1}/${runs} ${tool}: ${value.toPrecision(4)} ${unit}`);
    }
  }
  return contestants.map(contestant => ({
    tool: contestant.tool,
    unit: contestant.unit,
    values: values.get(contestant.tool)!,
    ...(!present.includes(contestant) && { note: 'not installed' }),
  }));
}

/** The median of what that tool did. */
export function medianOf(measurements: readonly Measurement[], tool: string): number {
  return median(measurements.find(measurement => measurement.tool === tool)?.values ?? []);
}
