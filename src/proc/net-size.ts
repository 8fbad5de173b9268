import { tryReadProcFile } from './tree.ts';

/**
 * About how many rows the TCP tables of a process's network namespace have, from /proc/PID/net/sockstat and sockstat6
 * (net/ipv4/proc.c, sockstat_seq_show; net/ipv6/proc.c): sockets in use, and those in TIME_WAIT, which are listed too.
 */
export function tcpTableSize(procRoot: string, pid: number): number {
  const read = (file: string) => tryReadProcFile(`${procRoot}/${pid}/net/${file}`) ?? '';
  const [, inUse = 0, timeWait = 0] = /^TCP: inuse (\d+) .*?tw (\d+)/m.exec(read('sockstat')) ?? [];
  const [, inUse6 = 0] = /^TCP6: inuse (\d+)/m.exec(read('sockstat6')) ?? [];
  return Number(inUse) + Number(timeWait) + Number(inUse6);
}
