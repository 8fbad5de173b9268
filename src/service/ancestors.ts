import { basename } from '../gunicorn/claim.ts';
import { identityOf } from '../proc/identity.ts';
import { type ProcessStat, readStat } from '../proc/stat.ts';

/** Deeper than any real chain of parents: a torn reading could close a circle. */
const DEEPEST = 64;

/** The parents of a process, the nearest first, up to init, which is left out. */
export function ancestorsOf(pid: number): ProcessStat[] {
  const line: ProcessStat[] = [];
  let parent = readStat('/proc', pid)?.ppid ?? 0;
  while (parent > 1 && line.length < DEEPEST) {
    const stat = readStat('/proc', parent);
    if (!stat) break;
    line.push(stat);
    parent = stat.ppid;
  }
  return line;
}

/** Programs that only start another one and wait for it: a unit whose main process is one of these is the master's own. */
const WRAPPER =
  /^(?:ba|da|a|z|k)?sh$|^(?:env|uv|poetry|pipenv|tini|dumb-init|catatonit|su|sudo|runuser|setpriv|chpst|pidproxy|busybox)$/;

/** Whether the process that a manager runs is this master, or a wrapper around it and nothing else. */
export function isMainProcess(mainPid: number, masterPid: number): boolean {
  if (mainPid === masterPid) return true;
  const line = ancestorsOf(masterPid);
  const main = line.findIndex(({ pid }) => pid === mainPid);
  return main !== -1 && line.slice(0, main + 1).every(isWrapper);
}

/** By what it executes, which no process can make up; where that may not be seen, by its name. */
function isWrapper({ pid, comm }: ProcessStat): boolean {
  return WRAPPER.test(basename((identityOf(pid)?.exe ?? comm).raw));
}
