import type { Snapshot } from '../model/snapshot.ts';
import type { SamplerOptions } from '../sampler/sampler.ts';
import type { Effects } from '../ui/effects.ts';

/** The pages of text of the screen: what the commands `diagnose` and `origin` print. Loaded when they are asked for. */
export function screenReports(
  { procRoot, all, match, warn, leak }: SamplerOptions,
  seen: () => Snapshot | null,
): Effects['report'] {
  return async (what, { pid, startTime }, signal) => {
    if (what === 'origin') {
      const { findOrigins, originReport } = await import('../diagnosis/find-origins.ts');
      const { originText } = await import('../report/origin-text.ts');
      return originText(originReport(pid, await findOrigins({ procRoot, pid, startTime }, signal)));
    }
    const { diagnose } = await import('../diagnosis/diagnose.ts');
    const { diagnosisText } = await import('../report/diagnosis-text.ts');
    return diagnosisText(await diagnose({ procRoot, all, match, warn, leak, pid, signal, seen: seen() ?? undefined }));
  };
}
