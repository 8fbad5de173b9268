import { closeSync, openSync } from 'node:fs';
import { type NetSocket, parseTcpRow, parseUdpRow, parseUnixRow } from './net-rows.ts';
import { columnStart, forEachLine, isTextAt, numberAt } from './table-lines.ts';
import { readFailure } from './tree.ts';

export type { NetSocket };

export interface FoundSocket extends NetSocket {
  /** A client's connection: its own address is one that this network namespace listens on. */
  accepted: boolean;
}

interface Table {
  file: string;
  /** Of the inode, from 0. */
  column: number;
  parse(row: string): NetSocket | null;
}

const nameless = (protocol: NetSocket['protocol']) => (): NetSocket => {
  return { protocol, state: null, local: null, remote: null, path: null };
};

/** In the order of reading: it ends as soon as every inode is found, so the likely ones come first. */
const tables: Table[] = [
  { file: 'tcp', column: 9, parse: row => parseTcpRow(row, 'tcp') },
  { file: 'tcp6', column: 9, parse: row => parseTcpRow(row, 'tcp6') },
  { file: 'unix', column: 6, parse: parseUnixRow },
  { file: 'udp', column: 9, parse: parseUdpRow },
  { file: 'udp6', column: 9, parse: parseUdpRow },
  { file: 'netlink', column: 9, parse: nameless('netlink') },
  { file: 'packet', column: 8, parse: nameless('packet') },
  { file: 'raw', column: 9, parse: nameless('raw') },
  { file: 'raw6', column: 9, parse: nameless('raw') },
];

const STATE_COLUMN = 3;
const LISTEN = '0A';

/** The inodes asked for: a Set of them, or a Map by them. */
export type WantedInodes = Pick<Set<number>, 'has' | 'delete' | 'size'>;

/**
 * Looks up sockets by inode in /proc/PID/net, which shows the network namespace of that process. Each one found is
 * handed to `onSocket` and then taken out of `wanted`: what remains is in no table. The tables are streamed, so memory
 * does not grow with them; garbage and truncated rows are passed over. A path with a line feed may forge a row: a name
 * may be wrong then, no more.
 *
 * Returns whether the tables could be read: when not, an inode that remains says nothing.
 */
export function readNetTables(
  procRoot: string,
  pid: number,
  wanted: WantedInodes,
  onSocket: (inode: number, socket: FoundSocket) => void,
): boolean {
  let opened = 0;
  let failed = false;
  for (const table of tables) {
    if (wanted.size === 0) return true;
    try {
      readTable(`${procRoot}/${pid}/net/${table.file}`, table, wanted, onSocket);
      opened += 1;
    } catch (error) {
      // A kernel without IPv6 has no tcp6.
      if (readFailure(error) !== 'gone') failed = true;
    }
  }
  return opened > 0 && !failed;
}

function readTable(
  path: string,
  { column, parse }: Table,
  wanted: WantedInodes,
  onSocket: (inode: number, socket: FoundSocket) => void,
): void {
  const listeners = new Listeners();
  const file = openSync(path, 'r');
  try {
    forEachLine(file, (buffer, start, end) => {
      const inode = numberAt(buffer, columnStart(buffer, start, end, column), end);
      const isWanted = wanted.has(inode);
      // Rows that are neither asked for nor listeners, nearly all, are never turned into text.
      if (isWanted || isTextAt(buffer, columnStart(buffer, start, end, STATE_COLUMN), LISTEN)) {
        const socket = parse(buffer.toString('utf8', start, end));
        // The kernel lists the listening sockets of a table first (net/ipv4/tcp_ipv4.c, tcp_seq_start).
        const isListener = socket?.state === 'LISTEN';
        if (isListener && socket.local) listeners.add(socket.local);
        if (socket && isWanted) {
          const accepted = !isListener && socket.local !== null && listeners.accepted(socket.local);
          onSocket(inode, { ...socket, accepted });
          wanted.delete(inode);
        }
      }
      return wanted.size > 0;
    });
  } finally {
    closeSync(file);
  }
}

/** Of endpoints, and of ports there are no more: a namespace of somebody's own may have any number of listeners. */
const MOST_LISTENERS = 65_536;

/** Local addresses that are listened on: `127.0.0.1:8000`, `0.0.0.0:8000`, and their ports: `:8000`. */
export class Listeners {
  readonly #endpoints = new Set<string>();
  readonly #ports = new Set<string>();

  add(local: string): void {
    if (this.#endpoints.size < MOST_LISTENERS) this.#endpoints.add(local);
    this.#ports.add(portOf(local));
  }

  /** Whether a connected socket with this local address is a client's. */
  accepted(local: string): boolean {
    const port = portOf(local);
    if (!this.#ports.has(port)) return false;
    return [local, `0.0.0.0${port}`, `[::]${port}`].some(endpoint => this.#endpoints.has(endpoint));
  }
}

function portOf(endpoint: string): string {
  return endpoint.slice(endpoint.lastIndexOf(':'));
}
