import { type Instance, isWorker, type ProcessSample, serviceAndApp } from '../model/snapshot.ts';
import { words } from '../words/words.ts';

/** `gunicorn.service (rifa.wsgi), master 2117000`. */
export function instanceTitle(instance: Instance): string {
  return words().meaning.instanceTitle(serviceAndApp(instance), instance.masterPid);
}

/** What a heading means and what to do about it, in a sentence. */
export function describeInstance(instance: Instance): string {
  const { workerPids, fds } = instance;
  return words().meaning.instance(instanceTitle(instance), workerPids.length, fds);
}

/** Whether another one comes in its place when it ends: a worker that has a master. */
export function isReplaced(process: ProcessSample, instance: Instance | null): boolean {
  return isWorker(process) && instance?.masterPid !== null;
}

/** What a row means and what to do about it, in a sentence. */
export function describeProcess(
  process: ProcessSample,
  instance: Instance | null,
  leak: number,
  killKey = 'k',
): string {
  const { pid, fds, fdsUnknown, fdsAgeSeconds, host } = process;
  const { meaning } = words();
  const says = meaning.process(process, leak, isReplaced(process, instance) ? killKey : null);
  if (host !== undefined) {
    return `${host}: ${says}${fdsAgeSeconds < 2 ? '' : meaning.asOf(fdsAgeSeconds)}`;
  }
  if (fds === null && fdsUnknown === null) return meaning.notCounted(pid);
  return `${says}${fdsAgeSeconds < 2 ? '' : meaning.countedAgo(fdsAgeSeconds)}`;
}
