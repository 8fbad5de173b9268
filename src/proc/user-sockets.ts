import { closeSync, openSync } from 'node:fs';
import { FdTally } from '../model/fd-tally.ts';
import type { FdTypes } from '../model/fd-types.ts';
import { groupFds } from '../model/group-fds.ts';
import { socketName } from './fd-names.ts';
import { FdTypesError } from './fd-types-error.ts';
import { hostName, serviceName } from './names.ts';
import { parseTcpRow, parseUdpRow } from './net-rows.ts';
import { Listeners } from './net-tables.ts';
import { parseEffectiveUid } from './status.ts';
import { columnStart, forEachLine, numberAt } from './table-lines.ts';
import { tryReadProcFile } from './tree.ts';

const UID_COLUMN = 7;
const INODE_COLUMN = 9;

const tables = [
  { file: 'tcp', parse: (row: string) => parseTcpRow(row, 'tcp') },
  { file: 'tcp6', parse: (row: string) => parseTcpRow(row, 'tcp6') },
  { file: 'udp', parse: parseUdpRow },
  { file: 'udp6', parse: parseUdpRow },
];

/**
 * All TCP and UDP sockets that belong to the user of a process, in its network namespace. These tables may be read by
 * everybody who sees the process: where its fds may not, they are the next best answer, though other processes of that
 * user have their sockets among them. Columns: net/ipv4/tcp_ipv4.c, get_tcp4_sock.
 *
 * @throws FdTypesError when the process is gone
 */
export function readUserSockets({ procRoot, pid }: { procRoot: string; pid: number }): FdTypes {
  const uid = parseEffectiveUid(tryReadProcFile(`${procRoot}/${pid}/status`) ?? '');
  if (uid === null) throw new FdTypesError('gone', pid);
  const tally = new FdTally();
  let total = 0;
  for (const { file, parse } of tables) {
    const listeners = new Listeners();
    forEachRow(`${procRoot}/${pid}/net/${file}`, uid, row => {
      const socket = parse(row);
      if (!socket) return;
      if (socket.state === 'LISTEN' && socket.local) listeners.add(socket.local);
      const accepted = socket.state !== 'LISTEN' && socket.local !== null && listeners.accepted(socket.local);
      tally.add(socketName({ ...socket, accepted }), total);
      total += 1;
    });
  }
  const groups = groupFds(
    tally.names(),
    { total, sampled: total, drawn: 'all' },
    { host: hostName, service: serviceName },
  );
  return { pid, total, exact: true, sampled: total, groups };
}

function forEachRow(path: string, uid: number, visit: (row: string) => void): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // A kernel without IPv6 has no tcp6.
    return;
  }
  try {
    forEachLine(file, (buffer, start, end) => {
      const isUsers = numberAt(buffer, columnStart(buffer, start, end, UID_COLUMN), end) === uid;
      // A socket in TIME_WAIT has no inode: no fd belongs to it.
      const inode = isUsers ? numberAt(buffer, columnStart(buffer, start, end, INODE_COLUMN), end) : 0;
      if (inode > 0) visit(buffer.toString('utf8', start, end));
      return true;
    });
  } finally {
    closeSync(file);
  }
}
