import type { Limit } from '../proc/limits.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure } from '../proc/tree.ts';
import { setOpenFilesLimit } from '../service/prlimit.ts';
import type { NotDone, ProcessHandle, Target } from './process-handle.ts';

/** Null when the pid is that of the process that was seen; else what has become of it. Throws when fdtop is out of fds. */
export function identify({ pid, startTime, ppid }: Target): NotDone | null {
  const stat = readStat('/proc', pid);
  if (!stat) return { why: 'gone' };
  if (stat.startTime !== startTime) return { why: 'another' };
  return stat.ppid === ppid ? null : { why: 'moved', ppid: stat.ppid };
}

/** A process that is identified again right before whatever is done to it, as a pid is all that there is to name it by. */
export function openByPid(target: Target, noPidfd: string | null): ProcessHandle | NotDone {
  const { pid, startTime } = target;
  return (
    identify(target) ?? {
      by: 'pid',
      noPidfd,
      isAlive: () => readStat('/proc', pid)?.startTime === startTime,
      signal: signal => identify(target) ?? kill(pid, signal),
      setLimit: async limit => identify(target) ?? (await setLimit(target, limit)),
      close() {},
    }
  );
}

function kill(pid: number, signal: NodeJS.Signals): NotDone | null {
  try {
    process.kill(pid, signal);
    return null;
  } catch (error) {
    const failure = readFailure(error);
    if (failure === 'gone') return { why: 'gone' };
    return { why: failure === 'permission' ? 'denied' : 'failed', text: (error as Error).message };
  }
}

async function setLimit(target: Target, limit: Limit): Promise<NotDone | null> {
  const { ok, denied, words } = await setOpenFilesLimit(target.pid, limit);
  if (ok) return identify(target);
  return identify(target) ?? { why: denied ? 'denied' : 'failed', text: words };
}
