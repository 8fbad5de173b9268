import { closeSync, readdirSync } from 'node:fs';
import { tryReadProcFile } from '../proc/tree.ts';
import { processCalls } from './process-calls.ts';

/** O_CLOEXEC in `flags:` of /proc/self/fdinfo (octal; one number on all architectures of Node). */
const CLOSES = 0o2000000;

let isDone = false;

/**
 * Sees to it that no program gets what fdtop has inherited beside stdin, stdout and stderr: `200>/run/lock` of a script, a pipe of
 * bash, a socket of a manager. Node closes some of them on exec, not those behind a gap. Nothing of fdtop's own is among them: Node
 * opens all with close-on-exec. Once, before the first program is started.
 */
export function closeOnExec(): void {
  if (isDone) return;
  isDone = true;
  const found = processCalls();
  for (const fd of inherited()) {
    try {
      if ('calls' in found) found.calls.setCloseOnExec(fd);
      else closeSync(fd);
    } catch {
      // Closed meanwhile.
    }
  }
}

function inherited(): number[] {
  const fds = readdirSync('/proc/self/fd')
    .map(Number)
    .filter(fd => fd > 2);
  return fds.filter(fd => {
    const flags = /^flags:\s+([0-7]+)$/m.exec(tryReadProcFile(`/proc/self/fdinfo/${fd}`) ?? '')?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSES) === 0;
  });
}
