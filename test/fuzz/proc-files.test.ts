/** Readers of whole files of a proc tree, in a tree of their own: tables of sockets, facts of the system and of a process. */
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { childrenOf } from '../../src/proc/children.ts';
import { FdTypesError } from '../../src/proc/fd-types-error.ts';
import { tcpTableSize } from '../../src/proc/net-size.ts';
import { type FoundSocket, readNetTables } from '../../src/proc/net-tables.ts';
import { readDetails } from '../../src/proc/read-details.ts';
import { readStat } from '../../src/proc/stat.ts';
import { StatReader } from '../../src/proc/stat-reader.ts';
import { readHost, readOpenFiles, readUptime } from '../../src/proc/system.ts';
import { columnStart, forEachLine, isTextAt, numberAt } from '../../src/proc/table-lines.ts';
import { readProcFile } from '../../src/proc/tree.ts';
import { readUserSockets } from '../../src/proc/user-sockets.ts';
import { readOwner } from '../../src/sampler/read-owner.ts';
import { fixture } from '../proc/fixture.ts';
import { expectPrintable, fuzz } from './fuzz.ts';

const root = mkdtempSync(join(tmpdir(), 'fdtop-fuzz-proc-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One file of the tree. */
function put(path: string, content: string | Buffer): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const table = (name: string) => readFileSync(new URL(`../fixtures/net/${name}`, import.meta.url));
const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const tableWords = [
  '\n',
  ' ',
  '  1: 0100007F:1F90 00000000:0000 0A ',
  '00000000:00000000 ',
  ' 0 ',
  ' 12345 ',
  '0A',
  'constructor',
  HEADING,
];

/** Where these are looked for: every inode that may stand in a row. */
const everything = () => {
  const asked = { has: (inode: number) => inode > 0, delete: () => true, size: 1 };
  return asked;
};

for (const name of ['tcp', 'tcp6', 'unix', 'udp', 'netlink', 'packet', 'raw'] as const) {
  fuzz(`readNetTables, ${name}`, {
    samples: [table(name)],
    words: tableWords,
    parse(_, bytes) {
      put(`1/net/${name}`, bytes);
      const found: FoundSocket[] = [];
      readNetTables(root, 1, everything(), (inode, socket) => {
        if (!(inode > 0)) throw new Error(`inode ${inode}`);
        found.push(socket);
      });
      put(`1/net/${name}`, '');
      return found;
    },
    holds(found) {
      const wrong = found.filter(
        each => typeof each.accepted !== 'boolean' || !/^(?:[A-Z_12]+|null)$/.test(String(each.state)),
      );
      expect(wrong).toEqual([]);
    },
    most: 8,
    share: 0.1,
    longestPumped: 16_384,
  });
}

fuzz('readUserSockets', {
  samples: [table('tcp')],
  words: tableWords,
  parse(_, bytes) {
    put('2/status', 'Uid:\t0\t0\t0\t0\n');
    put('2/net/tcp', bytes);
    return readUserSockets({ procRoot: root, pid: 2 });
  },
  mayThrow: error => error instanceof FdTypesError,
  holds({ total, groups }) {
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    for (const { label } of groups) expectPrintable(label);
  },
  share: 0.2,
});

fuzz('forEachLine', {
  samples: [table('tcp'), 'a b c\n'.repeat(20), `${'x'.repeat(65_535)}\nnext\n`, `${'x'.repeat(65_536)}\nnext\n`],
  words: ['\n', ' ', '1', 'LISTEN ', '9'.repeat(30)],
  parse(_, bytes) {
    const file = openSync(put('lines', bytes), 'r');
    const lines: string[] = [];
    try {
      forEachLine(file, (buffer, start, end) => {
        const at = columnStart(buffer, start, end, 2);
        if (at < start || at > end) throw new Error(`column at ${at} of ${start} to ${end}`);
        const number = numberAt(buffer, at, end);
        if (!(Number.isNaN(number) || number >= 0)) throw new Error(`number ${number}`);
        isTextAt(buffer, at, 'LISTEN');
        lines.push(buffer.toString('latin1', start, end));
        return true;
      });
    } finally {
      closeSync(file);
    }
    const whole = bytes.toString('latin1').split('\n').slice(0, -1);
    expect(lines).toEqual(whole.filter(line => line.length < 65_536));
    return lines;
  },
  share: 0.25,
});

fuzz('StatReader, readStat, childrenOf, readOwner', {
  samples: [fixture('gunicorn-worker-titled.stat'), '3 (a) S 3 3 3 0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0 987 1\n'],
  words: ['(', ') ', 'S ', '3 ', '3 (supervisord) S 3 '],
  parse(_, bytes) {
    put('3/stat', bytes);
    put('3/cgroup', bytes);
    put('3/task/3/children', '3 x 4');
    const reader = new StatReader(root, 2);
    const read = [reader.read(3), readStat(root, 3)] as const;
    reader.keep(new Set());
    return { read, children: childrenOf(root, 3), owner: readOwner(root, 3) };
  },
  holds({ read: [opened, whole] }, text) {
    if (text.length < 2000) expect(opened?.pid).toBe(whole?.pid);
  },
  share: 0.25,
});

fuzz('readOpenFiles, readUptime, readHost', {
  samples: [fixture('file-nr'), '12345.67 1.0\n', 'web-1\n', readFileSync('/proc/sys/fs/file-nr')],
  words: ['\t', ' ', '1', '9'.repeat(20), '\n', '\x1b[2J', '.'],
  parse(_, bytes) {
    for (const path of ['sys/fs/file-nr', 'uptime', 'sys/kernel/hostname', 'sys/kernel/osrelease']) put(path, bytes);
    return { files: readOpenFiles(root), uptime: readUptime(root), host: readHost(root) };
  },
  holds({ files, uptime, host }) {
    for (const each of [files.filesOpen, files.filesMax, uptime]) if (each !== null) expect(each).toBeTypeOf('number');
    for (const each of [files.filesOpen, files.filesMax, uptime]) expect(each).not.toBeNaN();
    for (const text of [host.host, host.kernel]) {
      expectPrintable(text);
      expect(text.length).toBeGreaterThan(0);
    }
  },
  share: 0.2,
});

fuzz('tcpTableSize', {
  samples: ['sockets: used 300\nTCP: inuse 12 orphan 0 tw 3 alloc 20 mem 2\n', 'TCP6: inuse 4\n'],
  words: ['TCP: inuse ', '1 ', ' tw ', '\n', 'TCP6: '],
  parse(_, bytes) {
    put('4/net/sockstat', bytes);
    put('4/net/sockstat6', bytes);
    return tcpTableSize(root, 4);
  },
  holds: rows => expect(rows).toBeGreaterThanOrEqual(0),
  share: 0.2,
});

fuzz('readDetails, readProcFile', {
  samples: [fixture('gunicorn-master-titled.cmdline'), 'A=1\0PATH=/bin\0', '\x1b[2J=1\0'],
  words: ['\0', '=', 'A', '\x1b[2J', '\u202e'],
  parse(_, bytes) {
    put('5/stat', '5 (a) S 1 5 5 0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0 987 1\n');
    put('5/environ', bytes);
    expect(Buffer.from(readProcFile(put('5/cmdline', bytes))).equals(Buffer.from(bytes.toString('utf8')))).toBe(true);
    return readDetails(root, { pid: 5, startTime: 987 });
  },
  holds({ argv, environment }) {
    for (const fact of [argv, environment]) if ('value' in fact) expectPrintable(fact.value.join(''));
  },
  share: 0.2,
  longestPumped: 16_384,
});
