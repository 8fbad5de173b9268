import { expect, test } from 'vitest';
import { glanceAtFds } from '../../src/proc/glance-at-fds.ts';
import { tcpTableSize } from '../../src/proc/net-size.ts';
import { FdTypesError } from '../../src/proc/read-fd-types.ts';
import { procTree } from '../support/proc-tree.ts';
import { startPython } from './python-process.ts';

const PID = 77;

/**
 * Opens so many fds, half of them files and half sockets without a name, above fd `from`. Root's has a network of its own: the
 * tables of the machine's hold what other tests have closed a minute ago, and may be too long for a glance.
 */
const HOLDS = `
import ctypes, os, resource, socket, sys, time
ctypes.CDLL(None).unshare(0x40000000)
count, start = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
file, end = os.open('/dev/null', os.O_RDONLY), socket.socket().detach()
for fd in range(start, start + count): os.dup2(file if fd % 2 else end, fd)
print('ready', flush=True)
sys.stdin.read()`;

const glance = (pid: number, procRoot = '/proc') =>
  glanceAtFds({ procRoot, pid, startTime: null, count: null, sample: 1000 });

test('a full table of fds: a sample of it, half and half', async () => {
  const { pid } = await startPython('-c', HOLDS, '6000', '10');
  const types = glance(pid)!;
  expect(types).toMatchObject({ sampled: 1000, exact: false });
  expect(Math.abs(types.total - 6007)).toBeLessThan(700);
  const devices = types.groups.find(({ label }) => label === '/dev/null')!;
  expect(Math.abs(devices.share - 0.5)).toBeLessThan(0.1);
});

test('a few fds in a large table: null, they would have to be listed', async () => {
  const { pid } = await startPython('-c', HOLDS, '1500', '15000');
  expect(glance(pid)).toBeNull();
});

/** A captured tree, with a table of so many rows. */
function treeWith(rows: number, { sockstat = false } = {}) {
  const tree = procTree().add({ pid: PID, fds: Array<string>(60).fill('socket:[500]') });
  tree.write(`${PID}/status`, 'Name:\tpython3\nUid:\t33\t33\t33\t33\nFDSize:\t64\n');
  const row =
    '   0: 0100007F:1F90 0100007F:0050 08 00000000:00000000 00:00000000 00000000    33        0 500 1 0 20 4 30 10 -1';
  tree.write(
    `${PID}/net/tcp`,
    `${['  sl  local_address', ...Array(rows).fill(row)].map(line => line.padEnd(149)).join('\n')}\n`,
  );
  if (sockstat) tree.write(`${PID}/net/sockstat`, `TCP: inuse ${rows} orphan 0 tw 7 alloc 5 mem 5\n`);
  return tree.root;
}
const glanceInto = (root: string) => glanceAtFds({ procRoot: root, pid: PID, startTime: null, count: 60, sample: 20 });

test('short tables are read, long ones left out; for what lies between a glance is not enough', () => {
  expect(
    glanceInto(treeWith(100))!
      .groups.map(({ label }) => label)
      .join(),
  ).not.toContain('not named');
  expect(glanceInto(treeWith(10_000))).toBeNull();
  const [group] = glanceInto(treeWith(30_000))!.groups;
  expect(group).toMatchObject({ kind: 'other', label: 'socket, not named yet', share: 1 });
});

test('the size of the tables is that of the kernel, else of the file', () => {
  expect(tcpTableSize(treeWith(300), PID)).toBe(301);
  expect(tcpTableSize(treeWith(300, { sockstat: true }), PID)).toBe(307);
});

test('a process that is gone', () => {
  expect(() => glance(4_194_304)).toThrow(FdTypesError);
});
