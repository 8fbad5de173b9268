import { basename } from 'node:path';
import type { Foreign } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import { readForeignFile } from '../platform/foreign-file.ts';
import { DROP_IN } from '../service/drop-in.ts';
import { words } from '../words/words.ts';
import { MOST_CONFIG_BYTES } from './settings.ts';

/**
 * Drop-ins are read in the order of their names, whatever folder they are in, and the last one wins (systemd.unit(5)): one
 * after fdtop.conf, such as the override.conf of systemctl edit, beats it. Null when none sets the same, else a sentence.
 */
export async function readLaterDropIns(
  dropIns: readonly Foreign[],
  sets: { nofile: boolean; cmdArgs: boolean },
): Promise<string | null> {
  for (const file of dropIns.filter(({ raw }) => basename(raw) > DROP_IN)) {
    const text = await contentOf(file.raw);
    const limit = sets.nofile && /^[ \t]*LimitNOFILE[ \t]*=.*$/m.exec(text)?.[0];
    const environment = sets.cmdArgs && /^[ \t]*Environment[ \t]*=(?:[ \t]*$|.*GUNICORN_CMD_ARGS=.*)$/m.exec(text)?.[0];
    const line = limit || environment;
    if (line) {
      return words().cure.later(`${file}`, printable(line.trim()), DROP_IN);
    }
  }
  return null;
}

/** What cannot be read is found out afterwards, when systemd is asked what it has read. */
async function contentOf(path: string): Promise<string> {
  const read = await readForeignFile({ root: '/', path, mostBytes: MOST_CONFIG_BYTES, readableBy: null });
  return 'text' in read ? read.text.raw : '';
}
