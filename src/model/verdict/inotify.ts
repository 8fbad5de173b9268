import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** A watcher of files for each request, or a reloader in production. */
export function inotifyWatchers(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'inotify');
  if (!suspect) return null;
  return {
    id: 'inotify',
    title: 'Watchers of files (inotify) are not closed',
    confidence: confidenceIn(evidence, suspect),
    evidence: [
      ...suspectLines(evidence, suspect),
      'a user may have only fs.inotify.max_user_instances of them (128 by default)',
    ],
    advice: [
      'One watcher for the process, stopped when it ends:',
      '  observer = watchdog.observers.Observer()',
      '  try: ...',
      '  finally: observer.stop(); observer.join()',
      "Gunicorn's --reload is for development.",
    ],
    fds: suspect.count,
  };
}
