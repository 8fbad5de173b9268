import type { ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Sampler } from '../sampler/sampler.ts';
import { words } from '../words/words.ts';
import type { DiagnoseRequest } from './diagnose.ts';

/** Any process of the machine can be asked for, Gunicorn's can be chosen. */
export async function choose(sampler: Sampler, { pid, seen }: DiagnoseRequest) {
  const wish = { shown: [], exact: true };
  let snapshot = seen ?? (await sampler.sample(wish));
  let row = pick(snapshot, pid);
  if (!row && pid !== null) {
    sampler.showAll(true);
    snapshot = await sampler.sample({ shown: [], exact: false });
    row = pick(snapshot, pid);
  }
  // On the screen by the key `a`: the sampler of the diagnosis does not look at it by itself.
  if (row?.instance === null) sampler.showAll(true);
  if (!row) throw new Error(absent(pid, words().diagnosis.onThisMachine));
  return { snapshot, row };
}

/** The process of this pid, or the one with the most open files. */
export function pick({ processes }: Snapshot, pid: number | null): ProcessSample | undefined {
  if (pid !== null) return processes.find(process => process.pid === pid);
  const counted = processes.filter(({ fds }) => fds !== null).sort((a, b) => b.fds! - a.fds!);
  return counted[0] ?? processes[0];
}

/** Why there is nothing to look at, and what to do. */
export function absent(pid: number | null, where: string): string {
  const { noGunicorn, noProcess } = words().diagnosis;
  return pid === null ? noGunicorn(where) : noProcess(pid, where);
}
