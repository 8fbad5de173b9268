import { basename } from 'node:path';
import { readPlainFile } from '../platform/plain-file.ts';
import { DROP_IN } from '../service/drop-in.ts';
import { words } from '../words/words.ts';

/**
 * Drop-ins are read in the order of their names, whatever folder they are in, and the last one wins (systemd.unit(5)): one
 * after fdtop.conf, such as the override.conf of systemctl edit, beats it. Null when none sets the same, else a sentence.
 */
export function readLaterDropIns(
  dropIns: readonly string[],
  sets: { nofile: boolean; cmdArgs: boolean },
): string | null {
  for (const file of dropIns.filter(each => basename(each) > DROP_IN)) {
    const text = contentOf(file);
    const limit = sets.nofile && /^[ \t]*LimitNOFILE[ \t]*=.*$/m.exec(text)?.[0];
    const environment = sets.cmdArgs && /^[ \t]*Environment[ \t]*=(?:[ \t]*$|.*GUNICORN_CMD_ARGS=.*)$/m.exec(text)?.[0];
    const line = limit || environment;
    if (line) {
      return words().cure.later(file, line.trim(), DROP_IN);
    }
  }
  return null;
}

/** Longer than any that a person wrote. */
const MOST_BYTES = 1_000_000;

/** What cannot be read is found out afterwards, when systemd is asked what it has read. */
function contentOf(file: string): string {
  const read = readPlainFile(file, MOST_BYTES);
  return 'why' in read ? '' : read.bytes.toString('utf8');
}
