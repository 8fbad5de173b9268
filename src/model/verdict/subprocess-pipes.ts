import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Pipes, and pidfds beside them: subprocesses whose ends are kept. */
export function subprocessPipes(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'pipe' || kind === 'pidfd');
  if (!suspect?.groups.some(({ kind }) => kind === 'pipe')) return null;
  const said = words().verdicts.subprocessPipes;
  return {
    id: 'subprocess-pipes',
    title: said.title,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.popen],
    advice: said.advice,
    fds: suspect.count,
  };
}
