import { closeSync, opendirSync, openSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseFdLink } from './fd-link.ts';
import { parseTcpRow } from './net-rows.ts';
import { columnStart, forEachLine, isTextAt, numberAt } from './table-lines.ts';
import { listPids, readProcLink, tryReadProcFile } from './tree.ts';

export interface Listener {
  pid: number;
  /** comm, as the process chose it. */
  name: string;
}

const tables = [
  { file: 'tcp', protocol: 'tcp' },
  { file: 'tcp6', protocol: 'tcp6' },
] as const;
const INODE_COLUMN = 9;
const STATE_COLUMN = 3;
const LISTEN = '0A';

/** A server listens before it serves: its listening sockets are among its first fds. */
const FIRST_FDS = 64;

/**
 * The processes that listen behind endpoints of this machine (`127.0.0.1:5432`), as seen from the network namespace of a
 * process; by endpoint. An endpoint of another machine, or one whose owner may not be seen, is not in it.
 */
export function findListeners(procRoot: string, pid: number, endpoints: readonly string[]): Map<string, Listener> {
  const found = new Map<string, Listener>();
  const local = endpoints.filter(isLocal);
  if (local.length === 0) return found;
  const inodes = listeningInodes(procRoot, pid, local);
  if (inodes.size === 0) return found;
  for (const candidate of listPids(procRoot)) {
    for (const inode of firstSockets(`${procRoot}/${candidate}/fd`)) {
      for (const endpoint of inodes.get(inode) ?? []) {
        // The master comes before its children, which have it from there.
        if (found.has(endpoint)) continue;
        const name = (tryReadProcFile(`${procRoot}/${candidate}/comm`) ?? '?').trim();
        found.set(endpoint, { pid: candidate, name });
      }
    }
    if (found.size === local.length) break;
  }
  return found;
}

/** By the inode of a listening socket: the endpoints that it serves. */
function listeningInodes(procRoot: string, pid: number, endpoints: readonly string[]): Map<number, string[]> {
  const inodes = new Map<number, string[]>();
  for (const { file, protocol } of tables) {
    let opened: number;
    try {
      opened = openSync(`${procRoot}/${pid}/net/${file}`, 'r');
    } catch {
      continue;
    }
    try {
      forEachLine(opened, (buffer, start, end) => {
        const inode = numberAt(buffer, columnStart(buffer, start, end, INODE_COLUMN), end);
        if (Number.isNaN(inode)) return true; // the headings
        // The listening sockets come first (net/ipv4/tcp_ipv4.c, tcp_seq_start): behind them there are none.
        if (!isTextAt(buffer, columnStart(buffer, start, end, STATE_COLUMN), LISTEN)) return false;
        const socket = parseTcpRow(buffer.toString('utf8', start, end), protocol);
        const served = endpoints.filter(endpoint => socket?.local && serves(socket.local, endpoint));
        if (served.length > 0) inodes.set(inode, served);
        return true;
      });
    } finally {
      closeSync(opened);
    }
  }
  return inodes;
}

function serves(listening: string, endpoint: string): boolean {
  const port = endpoint.slice(endpoint.lastIndexOf(':'));
  return listening === endpoint || listening === `0.0.0.0${port}` || listening === `[::]${port}`;
}

function isLocal(endpoint: string): boolean {
  const host = endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  if (host.startsWith('127.') || host === '::1') return true;
  return Object.values(networkInterfaces()).some(addresses => addresses?.some(({ address }) => address === host));
}

function firstSockets(directory: string): number[] {
  const inodes: number[] = [];
  try {
    const opened = opendirSync(directory, { bufferSize: FIRST_FDS });
    try {
      for (let count = 0; count < FIRST_FDS; count += 1) {
        const entry = opened.readSync();
        if (!entry) break;
        const link = parseFdLink(readProcLink(`${directory}/${entry.name}`));
        if (link.kind === 'socket') inodes.push(link.inode!);
      }
    } finally {
      opened.closeSync();
    }
  } catch {
    // Gone, or not ours to see.
  }
  return inodes;
}
