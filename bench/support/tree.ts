/** A generated proc tree with one process that holds 488,868 fds, as in the incident. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Bench } from './case.ts';

export const INCIDENT_FDS = 488_868;
export const PID = 4242;

export interface Tree {
  root: string;
  remove(): void;
}

export interface TreeContent {
  link(fd: number): string;
  /** Rows of /proc/PID/net/tcp, without the number in front. */
  tcp?: readonly string[];
}

/** As gunicorn#1327: one log file, forgotten uploads of as many names, pipes, epolls. No socket. */
export const files: TreeContent = {
  link: fd => [`/var/log/app.log`, `/tmp/upload-${fd} (deleted)`, `pipe:[${fd}]`, 'anon_inode:[eventpoll]'][fd % 4]!,
};

const FIRST_INODE = 1_000_000;
const SOCKETS = 481_000;

/** The incident itself: 481,000 connections in CLOSE_WAIT to one peer, the rest one log file. */
export function closeWait(): TreeContent {
  return {
    link: fd => (fd < SOCKETS ? `socket:[${FIRST_INODE + fd}]` : '/var/log/app.log'),
    tcp: Array.from({ length: SOCKETS }, (_, index) => tcpRow(index)),
  };
}

/** More would be merged into one group (src/model/merge-names.ts). */
const DIFFERENT = 48;
const SHARED = 0.7;

/** The same, with more kinds of files than a screen has lines, so that its lines can be scrolled. */
export function manyGroups(): TreeContent {
  const incident = closeWait();
  const isSocket = (fd: number) => fd < SHARED * INCIDENT_FDS;
  return { ...incident, link: fd => (isSocket(fd) ? incident.link(fd) : `/srv/data-${fd % DIFFERENT}/store.db`) };
}

export function makeTree({ scratch }: Bench, content: TreeContent): Tree {
  const root = mkdtempSync(`${scratch}/tree-`);
  const process = `${root}/${PID}`;
  mkdirSync(`${process}/fd`, { recursive: true });
  mkdirSync(`${process}/net`);
  writeFileSync(`${root}/uptime`, '100000.00 1.00\n');
  const middle = '0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0';
  writeFileSync(`${process}/stat`, `${PID} (gunicorn: worke) S 1 ${PID} ${PID} ${middle} 1000 1000 200 0\n`);
  writeFileSync(`${process}/cmdline`, 'gunicorn: worker [bench]\0\0');
  writeFileSync(`${process}/status`, 'Name:\tgunicorn: worke\nUid:\t33\t33\t33\t33\nFDSize:\t524288\n');
  writeFileSync(
    `${process}/limits`,
    `Max open files            1048576              1048576              files     \n`,
  );
  writeFileSync(`${process}/cgroup`, '0::/system.slice/gunicorn.service\n');
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const rows = content.tcp?.map((row, index) => `${String(index).padStart(4)}: ${row}`) ?? [];
  writeFileSync(`${process}/net/tcp`, `${[head, ...rows].map(row => row.padEnd(149)).join('\n')}\n`);
  for (let fd = 0; fd < INCIDENT_FDS; fd += 1) symlinkSync(content.link(fd), `${process}/fd/${fd}`);
  return { root, remove: () => rmSync(root, { recursive: true }) };
}

/** net/ipv4/tcp_ipv4.c, get_tcp4_sock: 10.0.0.7:* to 10.0.0.5:443, in CLOSE_WAIT (08). */
function tcpRow(index: number): string {
  const port = (32_768 + (index % 28_232)).toString(16).toUpperCase().padStart(4, '0');
  const inode = FIRST_INODE + index;
  return `0700000A:${port} 0500000A:01BB 08 00000000:00000001 00:00000000 00000000    33        0 ${inode} 1 0 20 4 30 10 -1`;
}
