import { formatShortCount } from '../model/format.ts';
import { parseOpenFilesLimit } from '../proc/limits.ts';
import { FDS_NEEDED, spareFds } from '../proc/own-fds.ts';
import { readOpenFiles } from '../proc/system.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { broken, type Fact, off, ok } from './fact.ts';

/** From here on of the system's table somebody soon gets ENFILE. */
const NEARLY_FULL = 0.95;

/** What fdtop itself may open, and what the system has left. */
export function limitFacts(): Fact[] {
  return [ownFact(), systemFact()];
}

function ownFact(): Fact {
  const id = 'limits.fdtop';
  const title = 'open files';
  const limit = parseOpenFilesLimit(tryReadProcFile('/proc/self/limits') ?? '');
  if (!limit) return off(id, title, null, 'the limit of fdtop itself is not told');
  const { soft, hard } = limit;
  const value = `${formatShortCount(soft)} for fdtop itself, hard limit ${formatShortCount(hard)}`;
  if (soft < FDS_NEEDED) return broken(id, title, value, `fdtop needs ${FDS_NEEDED}: ulimit -n 1024`);
  if (spareFds() > 0) return ok(id, title, value);
  return off(id, title, value, 'so few that each sample opens every file anew and costs more: ulimit -n 1024');
}

function systemFact(): Fact {
  const id = 'limits.system';
  const title = 'of the system';
  const { filesOpen, filesMax } = readOpenFiles('/proc');
  if (filesOpen === null || filesMax === null) return off(id, title, null, '/proc/sys/fs/file-nr cannot be read');
  const value = `${formatShortCount(filesOpen)} of ${formatShortCount(filesMax)}`;
  if (filesOpen < filesMax * NEARLY_FULL) return ok(id, title, value);
  return off(id, title, value, 'nearly all are taken, whoever needs another gets ENFILE: sysctl fs.file-max');
}
