import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

/** open(2): names a file without opening what is in it. Node has no constant for it, and passes the number on. */
const O_PATH = 0o10000000;

/** What a path leads to is no plain file. */
export class NotPlain extends Error {}

/**
 * Opens a plain file for reading, and nothing else: a FIFO, a device or a terminal is not even opened, as that alone may wait,
 * or do something. Looked at and opened is one and the same file, whatever becomes of its name meanwhile.
 *
 * @throws NotPlain, or the error of the file system
 */
export function openPlain(file: string): { fd: number; stat: Stats } {
  const handle = openSync(file, O_PATH);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new NotPlain(file);
    return { fd: reopen(handle, file), stat };
  } finally {
    closeSync(handle);
  }
}

/** Errors speak of the file by its name. */
function reopen(handle: number, file: string): number {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  const held = `/proc/self/fd/${handle}`;
  try {
    return openSync(held, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(message.replace(held, file)), { code });
  }
}
