import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** A watcher of files for each request, or a reloader in production. */
export function inotifyWatchers(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'inotify');
  if (!suspect) return null;
  const said = words().verdicts.inotify;
  return {
    id: 'inotify',
    title: said.title,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.most],
    advice: said.advice,
    fds: suspect.count,
  };
}
