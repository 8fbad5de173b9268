import type { Diagnosis } from '../model/diagnosis.ts';
import { openedBy, type TraceReport } from '../model/trace-report.ts';
import type { Verdict } from '../model/verdict/verdict.ts';

/** What `fdtop diagnose --json` prints: `verdict` is the strongest of `verdicts`. */
export function diagnosisJson(diagnosis: Diagnosis) {
  const { time, host, kernel, process, instance, types, typesOf, verdicts, origins, service, system, notes } =
    diagnosis;
  const { secondsLeft, secondsSinceBegin, siblings, groupGrowth } = diagnosis;
  return {
    ...{ time, host, kernel, process, instance },
    types: types && {
      ...types,
      groups: types.groups.map(group => ({ ...group, perSecond: groupGrowth.get(group.label) ?? null })),
    },
    typesOf,
    verdict: verdictJson(verdicts[0]),
    verdicts: verdicts.map(verdictJson),
    origins: originsJson(diagnosis),
    originsNote: origins.note,
    trace: origins.trace,
    ...{ siblings, secondsLeft, secondsSinceBegin, service, system, notes },
  };
}

function verdictJson({ id, title, confidence, evidence, advice }: Verdict) {
  return { id, title, confidence, evidence, advice };
}

function originsJson({ origins: { heap, trace }, types }: Diagnosis) {
  const found = (heap?.groups ?? []).flatMap(({ label, origins }) =>
    origins.map(origin => ({ group: label, ...origin })),
  );
  return [...(trace ? traceJson(trace, types?.total ?? trace.open) : []), ...found];
}

/** The hook knows who opened them, not who holds them. */
function traceJson({ sites }: TraceReport, total: number) {
  return sites.map(site => {
    const frame = openedBy(site);
    return {
      group: site.kind,
      share: site.count / Math.max(1, total),
      heldBy: null,
      openedAt: frame && { file: frame.file, line: frame.line },
      storedAt: null,
      confidence: site.shared ? 'medium' : 'high',
      sampledFds: site.count,
    };
  });
}
