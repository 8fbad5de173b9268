import { type Foreign, foreign } from '../model/foreign.ts';

/**
 * Arguments from /proc/PID/cmdline: NUL-separated. setproctitle writes its title over them and pads with NULs, which
 * are dropped; an empty argument between others stays. Kernel threads and zombies have none.
 */
export function parseCmdline(text: string): Foreign[] {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? [] : text.slice(0, end).split('\0').map(foreign);
}
