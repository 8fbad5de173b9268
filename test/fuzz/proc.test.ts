/** The parsers of /proc, on texts as the kernel writes them here and now, and on what it never writes. */
import { readFileSync, readlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { parseReader } from '../../src/platform/reader.ts';
import { parseCapabilities } from '../../src/proc/capabilities.ts';
import { parseCgroupPath } from '../../src/proc/cgroup.ts';
import { parseCmdline } from '../../src/proc/cmdline.ts';
import { environmentNames, environmentVariable } from '../../src/proc/environ.ts';
import { parseFdLink, unreadableLink } from '../../src/proc/fd-link.ts';
import { parseIds } from '../../src/proc/identity.ts';
import { childHasSysResource, isFirstUserNamespace, parseLimitRights } from '../../src/proc/limit-rights.ts';
import { parseOpenFilesLimit } from '../../src/proc/limits.ts';
import { parseMounts } from '../../src/proc/mounts.ts';
import { parseHosts, parseServices } from '../../src/proc/names.ts';
import { isUnspecified, parseEndpoint } from '../../src/proc/net-address.ts';
import { parseTcpRow, parseUdpRow, parseUnixRow } from '../../src/proc/net-rows.ts';
import { parseProcMount } from '../../src/proc/proc-mount.ts';
import { livingStat, parseStat } from '../../src/proc/stat.ts';
import { parseEffectiveUid } from '../../src/proc/status.ts';
import { fixture } from '../proc/fixture.ts';
import { fuzz, rawOf } from './fuzz.ts';

const live = (name: string) => readFileSync(`/proc/self/${name}`);
const table = (name: string) => readFileSync(new URL(`../fixtures/net/${name}`, import.meta.url), 'utf8');
const rows = (name: string) => table(name).split('\n').slice(0, 6);
const isNumber = (value: number) => expect(value).toBeGreaterThanOrEqual(0);

const stats = ['gunicorn-worker-titled', 'gunicorn-master-untitled', 'kthread'].map(name => fixture(`${name}.stat`));
fuzz('parseStat', {
  samples: [...stats, live('stat')],
  words: ['(', ')', ') ', ' (', ' ', 'S', 'Z', '1', ' 4711 '],
  parse: parseStat,
  holds(stat, text) {
    if (stat === null) return;
    expect(text).toContain(`(${rawOf(stat.comm)})`);
    for (const number of [stat.pid, stat.ppid, stat.group, stat.startTime]) isNumber(number);
    expect(stat.state).not.toContain(' ');
  },
});

fuzz('livingStat', {
  samples: [...stats, stats[0]!.replace(') S', ') Z'), stats[0]!.replace(') S', ') X')],
  words: ['(', ') ', 'Z ', 'X '],
  parse: livingStat,
  holds: stat => expect(['Z', 'X']).not.toContain(stat?.state),
});

fuzz('parseCmdline', {
  samples: [
    ...['gunicorn-master-titled', 'gunicorn-master-untitled'].map(name => fixture(`${name}.cmdline`)),
    live('cmdline'),
  ],
  words: ['\0', '\0\0', 'gunicorn', '--bind=:80', ''].filter(Boolean),
  parse: parseCmdline,
  holds(argv, text) {
    const joined = argv.map(rawOf).join('\0');
    expect(text.startsWith(joined)).toBe(true);
    expect(text.slice(joined.length)).toMatch(/^\0*$/);
  },
});

fuzz('environmentVariable', {
  samples: ['PATH=/bin\0GUNICORN_PID=4711\0GUNICORN_CMD_ARGS=--a b=c\0', live('environ')],
  words: ['GUNICORN_PID=', '\0', '=', 'PATH'],
  parse: text => environmentVariable(text, 'GUNICORN_PID'),
  holds(value, text) {
    if (value !== null) expect(`\0${text}\0`).toContain(`\0GUNICORN_PID=${rawOf(value)}\0`);
    else expect(`\0${text}`).not.toContain('\0GUNICORN_PID=');
  },
});

fuzz('environmentNames', {
  samples: ['PATH=/bin\0A=1\0A=2\0', live('environ')],
  words: ['A=', '\0', '=', '_', 'PATH=x'],
  parse: environmentNames,
  holds(names) {
    for (const name of names ?? []) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    expect(names).toEqual(names && [...new Set(names)].sort());
  },
});

fuzz('parseCgroupPath', {
  samples: [
    fixture('gunicorn-worker-titled.cgroup'),
    live('cgroup'),
    '12:pids:/user.slice\n1:name=systemd:/system.slice/web.service\n0::/system.slice/web.service\n',
  ],
  words: ['0::', '1:name=systemd:', '/', ':', '\n', '/a.slice'],
  parse: parseCgroupPath,
  holds(path, text) {
    if (path !== null) expect(text.split('\n').some(line => line.endsWith(`:${path}`))).toBe(true);
    const unified = text.split('\n').some(line => /^\d+::/.test(line));
    if (unified) expect(path).not.toBeNull();
  },
});

fuzz('parseOpenFilesLimit', {
  samples: [fixture('gunicorn-worker-titled.limits'), live('limits')],
  words: ['Max open files ', 'unlimited ', ' 1024 ', ' files', ' ', '\n'],
  parse: parseOpenFilesLimit,
  holds: limit => limit && [limit.soft, limit.hard].map(isNumber),
});

const statuses = [fixture('gunicorn-master-titled.status'), fixture('gunicorn-worker-titled.status'), live('status')];
const statusWords = ['Uid:', 'Gid:', 'Groups:', '\t', ' 0 ', '\n', 'CapEff:\t', 'CapBnd:\t', 'ffff', '\nUid:\t0\t0\t0'];
fuzz('parseEffectiveUid', {
  samples: statuses,
  words: statusWords,
  parse: parseEffectiveUid,
  holds: uid => uid !== null && isNumber(uid),
});
fuzz('parseIds', {
  samples: statuses,
  words: statusWords,
  parse: parseIds,
  holds: found => found && [...found.uids, ...found.gids, ...found.groups].map(isNumber),
});
fuzz('parseReader', {
  samples: statuses,
  words: statusWords,
  parse: parseReader,
  holds: found => found && [...found.uids, ...found.groups].map(isNumber),
});
fuzz('parseMounts', {
  samples: [live('mountinfo')],
  words: [' - ', ' / ', '\\040', '\n', ' ', '8:1', 'ext4', 'shared:1'],
  parse: parseMounts,
  holds(mounts, text) {
    expect(mounts.length).toBeLessThanOrEqual(text.split('\n').length);
    for (const { point, type, device } of mounts)
      expect([typeof point, typeof type, typeof device]).toEqual(['string', 'string', 'string']);
  },
});
fuzz('parseCapabilities', {
  samples: statuses,
  words: statusWords,
  parse: parseCapabilities,
  holds: names => names.every(name => expect(name).toMatch(/^CAP_/)),
  longestPumped: 32_768,
});
fuzz('parseLimitRights', {
  samples: statuses,
  words: statusWords,
  parse: parseLimitRights,
  holds(rights) {
    if (rights === null) return;
    expect(typeof childHasSysResource(rights)).toBe('boolean');
    expect([rights.uids.length, rights.gids.length]).toEqual([3, 3]);
    [...rights.uids, ...rights.gids].map(isNumber);
  },
});
fuzz('isFirstUserNamespace', {
  samples: [live('uid_map')],
  words: [' 0 ', '4294967295', '\n'],
  parse: isFirstUserNamespace,
  holds: is => expect(typeof is).toBe('boolean'),
});

const LINKS = [
  '/var/log/x (deleted)',
  'socket:[17]',
  'anon_inode:[eventpoll]',
  'anon_inode:inotify',
  '/memfd:a (deleted)',
];
const KINDS =
  /^(?:socket|pipe|pidfd|namespace|other|eventpoll|eventfd|timerfd|signalfd|inotify|memfd|device|file|deleted-file)$/;
fuzz('parseFdLink', {
  samples: [
    ...LINKS,
    'pipe:[1]',
    'mnt:[4026531840]',
    '/dev/null',
    '/tmp/#123 (deleted)',
    '/dmabuf:x',
    readlinkSync('/proc/self/fd/0'),
  ],
  words: ['/', 'socket:[', ']', 'anon_inode:[', ' (deleted)', '/memfd:', '/dev/', '/#12', ':[1]', 'constructor:[1]'],
  parse: parseFdLink,
  holds(link) {
    expect(link.kind).toMatch(KINDS);
    if (link.kind === 'socket') expect(typeof link.inode).toBe('number');
    expect(link).toEqual({
      kind: link.kind,
      path: expect.any(String),
      inode: link.inode,
      deleted: expect.any(Boolean),
    });
  },
});
fuzz('unreadableLink', {
  samples: ['ENAMETOOLONG', 'EACCES'],
  words: ['E'],
  parse: unreadableLink,
  holds: link => expect(link).toMatchObject({ kind: 'other', inode: null, deleted: false }),
});

const ENDPOINT = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\]):\d{1,5}$/;
const addressWords = [
  '0100007F:1F90',
  ':',
  '00000000:0000',
  '00000000000000000000000000000000:0016',
  'FFFF0000',
  ' ',
  '0A',
  '01',
];
fuzz('parseEndpoint', {
  samples: ['0100007F:1F90', '00000000000000000000000001000000:1F90', '0000000000000000FFFF00000100007F:0050'],
  words: addressWords,
  parse: text => [parseEndpoint(text, 'LE'), parseEndpoint(text, 'BE')],
  holds(endpoints) {
    for (const each of endpoints) {
      if (each === null) continue;
      expect(each).toMatch(ENDPOINT);
      if (isUnspecified(each)) expect(each).toMatch(/:0$/);
    }
  },
});

const STATES =
  /^(?:ESTABLISHED|SYN_SENT|SYN_RECV|FIN_WAIT[12]|TIME_WAIT|CLOSE|CLOSE_WAIT|LAST_ACK|LISTEN|CLOSING|NEW_SYN_RECV)$/;
type Row = ReturnType<typeof parseTcpRow>;
function isRow(row: Row): void {
  if (row === null) return;
  if (row.state !== null) expect(row.state).toMatch(STATES);
  for (const each of [row.local, row.remote]) if (each !== null) expect(each).toMatch(ENDPOINT);
}
const rowWords = [...addressWords, '  0: ', ' constructor ', ' 00000000:00000000 '];
fuzz('parseTcpRow', {
  samples: [...rows('tcp'), ...rows('tcp6')],
  words: rowWords,
  parse: text => parseTcpRow(text, 'tcp6'),
  holds(row) {
    isRow(row);
    if (row) expect(row.state).toMatch(STATES);
  },
});
fuzz('parseUdpRow', { samples: [...rows('udp'), ...rows('udp6')], words: rowWords, parse: parseUdpRow, holds: isRow });
fuzz('parseUnixRow', {
  samples: rows('unix'),
  words: ['0000000000000000: ', '00000002 ', '00010000 ', '01 ', ' 123 ', '/run/x.sock', '@', '0'],
  parse: parseUnixRow,
  holds(row, text) {
    if (row === null) return;
    expect([null, 'LISTEN']).toContain(row.state);
    if (row.path !== null) expect(text.endsWith(` ${row.path}`)).toBe(true);
  },
});

fuzz('parseServices', {
  samples: ['https\t443/tcp  alias # web\nssh 022/TCP\n', '# none\n'],
  words: ['https ', '443/tcp', ' # ', '\n', '/', '0'],
  parse: parseServices,
  holds(services) {
    for (const [key, name] of services) {
      expect(key).toMatch(/^\d+\/\w+$/);
      expect(name).toMatch(/^[^\s#]+$/);
    }
  },
});
fuzz('parseHosts', {
  samples: ['127.0.0.1 localhost\n10.0.0.5  db.internal db # it\nfe80::1%eth0 router\n::ffff:1.2.3.4 four\n'],
  words: ['10.0.0.5 ', 'fe80::1%', ' db', '\n', ' # ', '::1 ', ']', '@', '%'],
  parse: parseHosts,
  holds(hosts) {
    for (const [address, name] of hosts) {
      expect(address).toMatch(/^[0-9a-f.:]+$/);
      expect(name).toMatch(/^[^\s#]+$/);
    }
  },
});

fuzz('parseProcMount', {
  samples: [live('mounts'), 'proc /proc proc rw,relatime,hidepid=invisible,subset=pid 0 0\n'],
  words: ['proc /proc proc ', 'hidepid=', ',', 'subset=pid', 'hidepid=constructor', 'hidepid=toString', '\n', ' 0 0'],
  parse: parseProcMount,
  holds(mount) {
    expect([0, 1, 2]).toContain(mount.hidepid);
    expect(typeof mount.onlyPids).toBe('boolean');
  },
});
