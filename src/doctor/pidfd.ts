import { openProcess } from '../actions/process-handle.ts';
import { processCalls } from '../platform/process-calls.ts';
import { readStat } from '../proc/stat.ts';
import { broken, type Fact, off, ok } from './fact.ts';

const ID = 'proof.pidfd';
const TITLE = 'acts on processes';

/** How kill, recycle, reload and limit know that a process is the one that was seen: tried on fdtop itself. */
export function pidfdFact(): Fact {
  const found = processCalls();
  if ('why' in found) return byPid(found.why);
  const self = readStat('/proc', process.pid);
  const opened = self && openProcess(self);
  if (!opened || !('close' in opened)) return broken(ID, TITLE, null, 'it does not find itself: please report it');
  const { by, noPidfd } = opened;
  const isAlive = opened.isAlive();
  opened.close();
  if (by === 'pid') return byPid(noPidfd ?? '');
  return isAlive
    ? ok(ID, TITLE, 'by pidfd', 'node:ffi calls pidfd_open(2); its own stood for itself')
    : broken(ID, TITLE, 'by pidfd', 'its own says that it has ended: please report it');
}

function byPid(why: string): Fact {
  const then = 'it is looked at again right before; in the microseconds between its pid may become that of another';
  return off(ID, TITLE, 'by pid and start time', `${why}: ${then}; Node 26.9 and later closes that`);
}
