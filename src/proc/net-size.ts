import { statSync } from 'node:fs';
import { tryReadProcFile } from './tree.ts';

/** net/ipv4/tcp_ipv4.c, TMPSZ: what each row of /proc/net/tcp takes. */
const ROW_BYTES = 150;

/**
 * About how many rows the TCP tables of a process's network namespace have, from /proc/PID/net/sockstat and sockstat6
 * (net/ipv4/proc.c, sockstat_seq_show; net/ipv6/proc.c): sockets in use, and those in TIME_WAIT, which are listed too. In a
 * captured tree without these the table is a plain file, and its size tells.
 */
export function tcpTableSize(procRoot: string, pid: number): number {
  const read = (file: string) => tryReadProcFile(`${procRoot}/${pid}/net/${file}`) ?? '';
  const [row, inUse = 0, timeWait = 0] = /^TCP: inuse (\d+) .*?tw (\d+)/m.exec(read('sockstat')) ?? [];
  const [, inUse6 = 0] = /^TCP6: inuse (\d+)/m.exec(read('sockstat6')) ?? [];
  if (row === undefined) return fileRows(procRoot, pid);
  return Number(inUse) + Number(timeWait) + Number(inUse6);
}

function fileRows(procRoot: string, pid: number): number {
  const size = statSync(`${procRoot}/${pid}/net/tcp`, { throwIfNoEntry: false })?.size ?? 0;
  return Math.floor(size / ROW_BYTES);
}
