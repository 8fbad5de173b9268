import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Pipes, and pidfds beside them: subprocesses whose ends are kept. */
export function subprocessPipes(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'pipe' || kind === 'pidfd');
  if (!suspect?.groups.some(({ kind }) => kind === 'pipe')) return null;
  return {
    id: 'subprocess-pipes',
    title: 'Pipes, as of subprocesses, are not closed',
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), 'each Popen with PIPE keeps up to three until it is waited for'],
    advice: [
      'Use what waits and closes:',
      '  done = subprocess.run(args, capture_output=True, timeout=30)',
      '  with subprocess.Popen(args, stdout=PIPE) as process: ...',
      'Do not keep Popen objects in a list. os.pipe() needs os.close() on both ends.',
      'multiprocessing: with Pool() as pool, queue.close(), process.close().',
    ],
    fds: suspect.count,
  };
}
