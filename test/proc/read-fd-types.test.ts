import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { FdGroup, FdTypes } from '../../src/model/fd-types.ts';
import { FdTypesError, readFdTypes } from '../../src/proc/read-fd-types.ts';
import { readStat } from '../../src/proc/stat.ts';
import { need, root } from '../support/need.ts';
import { procTree } from '../support/proc-tree.ts';
import { fdsOf, isAlive } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { startPython } from './python-process.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fdtop-types-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (pid: number) => readFdTypes({ procRoot: '/proc', pid, startTime: null });
const lines = ({ groups }: FdTypes) =>
  groups.map(({ kind, label, count }) => `${kind}: ${label} × ${count}`).toSorted();

describe('a real process that holds one of everything', async () => {
  const script = fileURLToPath(new URL('../fixtures/open_everything.py', import.meta.url));
  const { pid, line } = await startPython(script, folder);
  const { port, port6, udp, unnamed } = JSON.parse(line) as Record<string, number>;
  const types = read(pid);

  test('every fd is named right, and none twice', () => {
    const expected = [
      `tcp: TCP LISTEN on 127.0.0.1:${port} × 1`,
      `tcp: TCP ESTABLISHED ← accepted on 127.0.0.1:${port} × 3`,
      `tcp: TCP ESTABLISHED → 127.0.0.1:${port} × 3`,
      `tcp: TCP CLOSE_WAIT → 127.0.0.1:${port} × 5`,
      `tcp6: TCP6 LISTEN on [::]:${port6} × 1`,
      `tcp6: TCP6 ESTABLISHED ← accepted on [::1]:${port6} × 2`,
      `tcp6: TCP6 ESTABLISHED → [::1]:${port6} × 2`,
      `tcp: TCP ESTABLISHED → 127.0.0.1:${port6} × 1`,
      `tcp6: TCP6 ESTABLISHED ← accepted on 127.0.0.1:${port6} × 1`,
      `udp: UDP on 127.0.0.1:${udp} × 1`,
      `udp: UDP → 127.0.0.1:${udp} × 1`,
      'socket-unlisted: socket in no table: never connected, or reset and not closed × 8',
      `unix: unix LISTEN ${folder}/app.sock × 1`,
      `unix: unix ${folder}/app.sock × 1`,
      `unix: unix LISTEN @fdtop-${pid} × 1`,
      'unix: unix (unnamed) × 5',
      'other: netlink socket × 1',
      `file: ${folder}/app.log × 5`,
      `file: ${folder}/new line \ufffd[2J × 1`,
      `file: ${folder}/many/item-* 25 different files × 25`,
      `deleted-file: ${folder}/gone.log (deleted) × 3`,
      `directory: ${folder}/many/ × 2`,
      'device: /dev/null × 3',
      'pipe: pipe × 4',
      'eventpoll: eventpoll × 1',
      'eventfd: eventfd × 2',
      'timerfd: timerfd × 1',
      'signalfd: signalfd × 1',
      'inotify: inotify × 1',
      'memfd: memfd:fdtop-test × 2',
      'pidfd: pidfd × 1',
      'namespace: net namespace × 1',
      ...(unnamed ? [`deleted-file: ${folder}/ unnamed temporary files (deleted) × ${unnamed}`] : []),
    ];
    expect(lines(types)).toEqual(expected.toSorted());
  });

  test('the total is what ls /proc/PID/fd shows, and the sum of the groups', () => {
    const listed = fdsOf(pid).length;
    expect(types).toMatchObject({ pid, total: listed, sampled: listed, exact: true });
    expect(types).not.toHaveProperty('partial');
    expect(types.groups.reduce((sum, { count }) => sum + count, 0)).toBe(listed);
    expect(types.groups.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(types.groups.every(({ marginOfError }) => marginOfError === 0)).toBe(true);
    expect(types.groups).toEqual(types.groups.toSorted((a, b) => b.count - a.count));
  });

  test('states and peers are fields of their own', () => {
    const find = (label: string) => types.groups.find(group => group.label === label);
    expect(find(`TCP CLOSE_WAIT → 127.0.0.1:${port}`)).toMatchObject({
      state: 'CLOSE_WAIT',
      peer: `127.0.0.1:${port}`,
    });
    expect(find(`TCP LISTEN on 127.0.0.1:${port}`)).toMatchObject({ state: 'LISTEN', peer: null });
    expect(find('pipe')).toMatchObject({ state: null, peer: null });
  });

  test('a sample as large as the whole is exact', () => {
    expect(readFdTypes({ procRoot: '/proc', pid, startTime: null, sample: 2_000 })).toEqual(types);
  });

  test('the process meant is the one with this start time', () => {
    const { startTime } = readStat('/proc', pid)!;
    expect(readFdTypes({ procRoot: '/proc', pid, startTime })).toEqual(types);
    expect(() => readFdTypes({ procRoot: '/proc', pid, startTime: startTime + 1 })).toThrow(
      expect.objectContaining({ name: 'FdTypesError', code: 'reused', pid }),
    );
  });
});

test('different deleted files of one name are one group', async () => {
  const code = `
import os, sys
path = ${JSON.stringify(folder)} + "/same.log"
keep = []
for _ in range(3):
    keep.append(open(path, "w"))
    os.unlink(path)
print("ready", flush=True)
sys.stdin.read()`;
  const { pid } = await startPython('-c', code);
  expect(lines(read(pid))).toContain(`deleted-file: ${folder}/same.log (deleted) × 3`);
});

test('a path longer than the kernel can tell is an fd nevertheless', async () => {
  const code = `
import os, sys
os.chdir(${JSON.stringify(folder)})
for _ in range(21):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
keep = open("file", "w")
os.unlink("file")
for _ in range(21):  # nobody could remove them by their path
    os.chdir("..")
    os.rmdir("d" * 200)
print("ready", flush=True)
sys.stdin.read()`;
  const { pid } = await startPython('-c', code);
  const types = read(pid);
  expect(lines(types)).toContain('other: path too long to read × 1');
  expect(types.total).toBe(fdsOf(pid).length);
});

need(root)('another network namespace', () => {
  test('its sockets are found in its own tables, not in ours', async () => {
    const code = `
import ctypes, socket, sys
CLONE_NEWNET = 0x40000000
if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
    sys.exit(1)
keep = socket.create_server(("0.0.0.0", 47110))
print("ready", flush=True)
sys.stdin.read()`;
    const { pid } = await startPython('-c', code);
    expect(lines(read(pid))).toContain('tcp: TCP LISTEN on 0.0.0.0:47110 × 1');
    expect(lines(read(process.pid)).join()).not.toContain(':47110');
  });
});

test('a process without fds has no groups', async () => {
  const { pid } = await startPython(
    '-c',
    'import os, signal; os.write(1, b"ready\\n"); os.closerange(0, 256); signal.pause()',
  );
  while (fdsOf(pid).length > 0);
  expect(read(pid)).toEqual({ pid, total: 0, exact: true, sampled: 0, groups: [] });
});

const holdMany = `
import os, sys
keep = [os.dup(2) for _ in range(6000)]
print("ready", flush=True)
sys.stdin.read()`;

test('a process that dies while it is read gives what was seen, marked partial', async () => {
  const { pid, child } = await startPython('-c', holdMany);
  let calls = 0;
  const types = readFdTypes(
    { procRoot: '/proc', pid, startTime: null },
    {
      onProgress() {
        calls += 1;
        child.kill('SIGKILL');
        while (isAlive(pid));
      },
    },
  );
  expect(calls).toBe(1);
  expect(types).toMatchObject({ pid, exact: false, partial: true });
  expect(types.sampled).toBeGreaterThanOrEqual(2_000);
  expect(types.sampled).toBeLessThan(6_000);
  expect(types.total).toBeGreaterThanOrEqual(types.sampled);
  expect(types.groups.reduce((sum, { count }) => sum + count, 0)).toBe(types.sampled);
});

test('a sample of a real process, and what is counted in it', async () => {
  const { pid } = await startPython('-c', holdMany);
  const types = readFdTypes({ procRoot: '/proc', pid, startTime: null, sample: 500 });
  expect(types).toMatchObject({ pid, exact: false, sampled: 500 });
  // Without the fast count (Linux before 6.2) it is an estimate.
  expect(Math.abs(types.total - fdsOf(pid).length)).toBeLessThan(900);
  const [biggest] = types.groups as [FdGroup];
  expect(biggest).toMatchObject({ kind: 'device', label: '/dev/null' });
  expect(biggest.share).toBeGreaterThan(0.98);
  expect(biggest.marginOfError).toBeGreaterThan(0);
});

test('progress grows to the whole, and an AbortError ends it when cancelled', async () => {
  const { pid } = await startPython('-c', holdMany);
  const seen: [number, number][] = [];
  const { total } = readFdTypes(
    { procRoot: '/proc', pid, startTime: null },
    { onProgress: (...step) => seen.push(step) },
  );
  expect(seen.length).toBeGreaterThan(1);
  const done = seen.map(([step]) => step);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  for (const [step, of] of seen) expect([step <= of, of]).toEqual([true, expect.any(Number)]);
  expect(done.at(-1)).toBeGreaterThan(total / 2);

  let calls = 0;
  const cancelled = () => {
    calls += 1;
    return true;
  };
  expect(() => readFdTypes({ procRoot: '/proc', pid, startTime: null }, { cancelled })).toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  expect(calls).toBe(1);
});

test('a dead pid is gone, and the error says so in a sentence', () => {
  const { pid } = spawnSync('true');
  expect(() => read(pid)).toThrow(`cannot read the fds of ${pid}: it has ended; choose a process that runs`);
  expect(() => read(pid)).toThrow(expect.objectContaining({ code: 'gone', pid }));
  expect(() => read(pid)).toThrow(FdTypesError);
});

test('without permission the error says so, and what to run', () => {
  const module = publicPath('src/proc/read-fd-types.ts');
  const code = `
    const { readFdTypes } = await import(${JSON.stringify(module)});
    for (const sample of [undefined, 5]) {
      try {
        readFdTypes({ procRoot: '/proc', pid: ${process.pid}, startTime: null, sample });
      } catch ({ code, message }) {
        console.log(JSON.stringify({ code, message }));
      }
    }`;
  // As root the test becomes nobody; else it asks for a process of root.
  const asRoot = process.getuid?.() === 0;
  const source = asRoot ? code : code.replace(`pid: ${process.pid}`, 'pid: 1');
  const nobody = asRoot ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout, stderr } = spawnSync(publicNode(), ['--input-type=module', '-e', source], {
    ...nobody,
    cwd: '/',
    encoding: 'utf8',
    env: {},
  });
  const pid = asRoot ? process.pid : 1;
  const refused = { code: 'permission', message: `cannot read the fds of ${pid}: permission denied; run sudo fdtop` };
  const said = stdout.trim().split('\n').filter(Boolean);
  expect(
    said.map(line => JSON.parse(line)),
    stderr,
  ).toEqual([refused, refused]);
});

describe('a written proc tree', () => {
  const tcp = (rows: string[]) => `  sl  local_address rem_address   st ...  inode\n${rows.join('')}`;
  const row = (inode: number) =>
    `   1: 0100007F:A4FA 0500000A:01BB 08 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0 20 4 0 10 -1\n`;
  const readTree = (root: string, options: object = {}, hooks: object = {}) =>
    readFdTypes({ procRoot: root, pid: 7, startTime: null, ...options }, hooks);

  test('bytes that are no UTF-8, and links of the greatest length', () => {
    const tree = procTree().add({ pid: 7, fds: [`/${'x'.repeat(4_000)}`] });
    tree.link('7/fd/1', Buffer.from([0x2f, 0x61, 0xff, 0xfe, 0x1b, 0x62]) as unknown as string);
    const [first, second] = readTree(tree.root).groups.toSorted((a, b) => a.label.length - b.label.length);
    expect(first!.label).toMatch(/^\/a\ufffd+b$/);
    expect([...second!.label]).toHaveLength(200);
  });

  test('what is no link, or no fd, does not stop it', () => {
    const tree = procTree()
      .add({ pid: 7, fds: ['pipe:[1]'] })
      .write('7/fd/5', 'no link')
      .write('7/fd/junk', '');
    expect(lines(readTree(tree.root))).toEqual(['other: unreadable link (EINVAL) × 1', 'pipe: pipe × 1']);
  });

  test('sockets whose tables cannot be read are not called unlisted', () => {
    const tree = procTree().add({ pid: 7, fds: ['socket:[5]', 'socket:[6]'] });
    expect(lines(readTree(tree.root))).toEqual(['other: socket: /proc/PID/net cannot be read × 2']);
    tree.write('7/net/tcp', tcp([row(5)]));
    expect(lines(readTree(tree.root))).toEqual([
      'socket-unlisted: socket in no table: never connected, or reset and not closed × 1',
      'tcp: TCP CLOSE_WAIT → 10.0.0.5:443 (https) × 1',
    ]);
  });

  test('fds closed between the listing and the reading are left out, sockets too', () => {
    const fds = Array.from({ length: 5_000 }, (_, fd) => (fd < 100 ? `socket:[${fd + 1}]` : 'pipe:[1]'));
    const tree = procTree()
      .add({ pid: 7, fds })
      .write('7/net/tcp', tcp([row(1)]));
    // The order of the directory is its own: which fds are read before the first step is not known, only how many.
    let closed = false;
    const types = readTree(
      tree.root,
      {},
      {
        onProgress() {
          if (!closed) for (let fd = 0; fd < 5_000; fd += 1) if (fd !== 0) tree.remove(`7/fd/${fd}`);
          closed = true;
        },
      },
    );
    expect(types.total).toBeGreaterThanOrEqual(1_900);
    expect(types.total).toBeLessThan(5_000);
    expect(types).toMatchObject({ exact: true, sampled: types.total });
    expect(types.groups.map(({ kind }) => kind).toSorted()).toEqual(['pipe', 'tcp']);
  });

  test('a pid that is reused while it is read is refused, before and after', () => {
    const tree = procTree().add({ pid: 7, startTime: 100, fds: 3_000 });
    expect(() => readTree(tree.root, { startTime: 99 })).toThrow(expect.objectContaining({ code: 'reused' }));
    const reuse = () => tree.add({ pid: 7, startTime: 200, fds: 3 });
    expect(() => readTree(tree.root, { startTime: 100 }, { onProgress: reuse })).toThrow(
      `cannot read the fds of 7: it has ended, and the pid now belongs to another process; choose again`,
    );
  });

  test('a zombie is gone; so is one without a stat, or with garbage in it', () => {
    const tree = procTree().add({ pid: 7, state: 'Z', fds: 0 });
    expect(() => readTree(tree.root)).toThrow(expect.objectContaining({ code: 'gone' }));
    tree.write('7/stat', 'garbage');
    expect(() => readTree(tree.root)).toThrow(expect.objectContaining({ code: 'gone' }));
    tree.remove('7');
    expect(() => readTree(tree.root)).toThrow(expect.objectContaining({ code: 'gone' }));
  });

  test('a sample of it tells the shares, within their margin and a few', () => {
    const fds = Array.from({ length: 6_000 }, (_, fd) => (fd % 10 < 7 ? `socket:[${fd + 1}]` : `/tmp/spool-${fd}`));
    const tree = procTree().add({ pid: 7, fds }).write('7/status', 'Name:\tx\nFDSize:\t8192\n');
    tree.write('7/net/tcp', tcp(fds.map((_, fd) => row(fd + 1))));
    const types = readTree(tree.root, { sample: 600 });
    expect(types).toMatchObject({ exact: false, sampled: 600 });
    // An estimate, as the tree has no fast count: of 600 hits in about 820 tries, to 6 deviations.
    expect(Math.abs(types.total - 6_000)).toBeLessThan(800);
    const [sockets, files] = types.groups as [FdGroup, FdGroup];
    expect(sockets.label).toBe('TCP CLOSE_WAIT → 10.0.0.5:443 (https)');
    expect(files.label).toMatch(/^\/tmp\/spool-\* \d+\+ different files$/);
    expect(Math.abs(sockets.share - 0.7)).toBeLessThan(3.1 * sockets.marginOfError);
    expect(sockets.count).toBe(Math.round(sockets.share * types.total));
    expect(sockets.share + files.share).toBeCloseTo(1, 9);
  });

  test('many sockets, some of them twice: each fd is counted', () => {
    const fds = Array.from({ length: 3_000 }, (_, fd) => `socket:[${1 + (fd % 2_700)}]`);
    const tree = procTree().add({ pid: 7, fds });
    tree.write('7/net/tcp', tcp(Array.from({ length: 2_400 }, (_, index) => row(2_400 - index))));
    expect(readTree(tree.root).groups.map(({ kind, count }) => [kind, count])).toEqual([
      ['tcp', 2_700],
      ['socket-unlisted', 300],
    ]);
  });
});
