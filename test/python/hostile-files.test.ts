/** Processes that put something else where their library, their program and their source are looked for. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOriginsApart } from '../../src/python/origins-process.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { readTraceHookApart } from '../../src/python/trace-hook.ts';
import { deadMount } from '../platform/dead-mount.ts';
import { fuse } from '../platform/fuse-server.ts';
import { TRAPS, trapFolder } from '../platform/traps.ts';
import { startPython } from '../proc/python-process.ts';
import { register, registerChild } from '../support/cleanup.ts';
import { fdtop } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const WORKER = fileURLToPath(new URL('../support/apps/hostile_worker.py', import.meta.url));
/** Far below the time after which a reading gives up, far above what it takes. */
const SOON_MS = 30_000;

const request = (pid: number) => ({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } });

let folder: string;
beforeAll(async () => {
  folder = await trapFolder();
  chmodSync(folder, 0o777);
  // Where every user may read it, whoever may enter the folder of the checkout.
  copyFileSync(WORKER, join(folder, 'worker.py'));
});

/** Who holds the 40 sockets, and what the notes say. */
async function told(pid: number) {
  const { groups, notes } = await readOrigins(request(pid));
  const origins = groups.flatMap(group => group.origins);
  return { heldBy: origins.find(({ heldBy }) => heldBy.startsWith('shop'))?.heldBy, notes };
}

describe('a module whose file', () => {
  const traps = TRAPS.filter(({ problem, rootOnly }) => (process.getuid?.() === 0 || !rootOnly) && problem !== 'gone');
  test.each(traps)(
    'is $name: the heap is read all the same, and a note says what was not',
    async ({ name, problem }) => {
      const { pid } = await startPython(WORKER, join(folder, name), '-', '-');
      const { heldBy, notes } = await told(pid);
      expect(heldBy).toBe('shop.clients');
      const said =
        problem === 'no-folder' ? [] : [expect.stringMatching(/^not all files could be read: \S+ (?:is|leads) /)];
      expect(notes).toEqual(said);
    },
  );

  test('is a plain one: no note', async () => {
    const { pid } = await startPython(WORKER, join(folder, 'plain'), '-', '-');
    expect(await told(pid)).toEqual({ heldBy: 'shop.clients', notes: [] });
  });
});

need(root, 'util-linux')('a user who', () => {
  /** As the user 12345, in namespaces of his own where he may mount. */
  async function startMallory(unshared: boolean, ...args: string[]): Promise<number> {
    const namespaces = unshared ? ['unshare', '--user', '--map-root-user', '--mount'] : [];
    const command = [
      '--reuid=12345',
      '--regid=12345',
      '--clear-groups',
      ...namespaces,
      '/usr/bin/python3',
      join(folder, 'worker.py'),
      ...args,
    ];
    const child = spawn('setpriv', command, { stdio: ['pipe', 'pipe', 'inherit'] });
    registerChild(child);
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), failed]);
    return Number(line);
  }

  test('says that his module is /etc/shadow sees no line of it', async () => {
    symlinkSync('/etc/shadow', join(folder, 'shadow.py'));
    for (const file of ['/etc/shadow', join(folder, 'shadow.py')]) {
      const { heldBy, notes } = await told(await startMallory(false, file, '-', '-'));
      expect(heldBy).toBe('shop.clients');
      expect(notes).toEqual([`not all files could be read: ${file} may not be read by the user of the process`]);
    }
  });

  test('binds a FIFO over a mapped libpython does not hold up the reading: S6', async () => {
    const library = join(folder, 'libpython3.11.so.1.0');
    copyFileSync('/bin/true', library);
    chmodSync(library, 0o755);
    chmodSync(join(folder, 'fifo'), 0o666);
    const pid = await startMallory(true, join(folder, 'plain'), library, join(folder, 'fifo'));
    expect(readFileSync(`/proc/${pid}/maps`, 'utf8')).toContain(library);
    const start = performance.now();
    const { stdout, exitCode } = await fdtop('origin', String(pid));
    expect({ exitCode, soon: performance.now() - start < SOON_MS }).toEqual({ exitCode: 0, soon: true });
    expect(stdout).toContain('shop.clients');
    expect(stdout).toContain(`not all files could be read: ${library} is a FIFO`);
  });
});

test('a library of 2^40 bytes that is none, and one whose headers promise everything', async () => {
  const huge = join(folder, 'libpython3.9.so.1');
  copyFileSync('/bin/true', huge);
  truncateSync(huge, 2 ** 40);
  const lying = join(folder, 'libpython3.10.so.1');
  const bytes = readFileSync('/bin/true');
  // e_phnum and e_shnum at their most, all tables anywhere.
  bytes.writeUInt16LE(0xffff, 56);
  bytes.writeUInt16LE(0xffff, 60);
  bytes.writeBigUInt64LE(64n, 40);
  bytes.fill(0x02, 64);
  writeFileSync(lying, bytes);
  for (const library of [huge, lying]) {
    // A gigabyte of a sparse file is mapped, not read.
    const { pid } = await startPython(WORKER, join(folder, 'plain'), library, '-');
    expect((await told(pid)).heldBy).toBe('shop.clients');
  }
});

need(root, fuse)('source on a mount whose server is dead', () => {
  test('is left out, and the heap is told', async () => {
    const dead = await deadMount();
    const { pid } = await startPython(WORKER, join(dead, 'shop.py'), '-', '-');
    const { groups, notes } = await readOriginsApart(request(pid));
    expect(groups.flatMap(group => group.origins).map(({ heldBy }) => heldBy)).toContain('shop.clients');
    expect(notes).toEqual([`not all files could be read: ${dead}/shop.py does not answer: a dead mount?`]);
  });

  test('is waited for by a process that aborting ends at once', async () => {
    const dead = await deadMount();
    const { pid } = await startPython(WORKER, join(dead, 'shop.py'), '-', '-');
    const cancel = new AbortController();
    const reading = readOriginsApart(request(pid), { signal: cancel.signal });
    const readers = () => execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' });
    const reader = await waitUntil('its reader', () => /(\d+) fdtop: reader/.exec(readers())?.[1]);
    await waitUntil('that it waits', () => waits(Number(reader)));
    const start = performance.now();
    cancel.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - start).toBeLessThan(1000);
    await waitUntil('its end', () => !isAlive(Number(reader)));
  });
});

need(root, fuse)('the socket of a trace hook in a folder over which a dead mount was laid', () => {
  test('is given up in its time, by a process of its own', async () => {
    const over = mkdtempSync(join(tmpdir(), 'fdtop-hook-'));
    const listens = [
      'import os, socket, sys',
      's = socket.socket(socket.AF_UNIX)',
      's.bind(f"{sys.argv[1]}/trace-{os.getpid()}.sock"); s.listen()',
      'print(1, flush=True); input()',
    ];
    const { pid } = await startPython('-c', listens.join('\n'), over);
    await deadMount({ over });
    expect(await readTraceHookApart(pid, { timeoutMs: 2000 })).toEqual({
      report: null,
      note: 'the trace hook was not asked: the folder of its socket does not answer: a dead mount?',
    });
    const { pid: other } = await startPython('-c', 'print(1, flush=True); input()');
    expect(await readTraceHookApart(other)).toEqual({ report: null, note: null });
  });
});

function waits(pid: number): boolean {
  const threads = execFileSync('ls', [`/proc/${pid}/task`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return threads.some(thread => /fuse|request_wait/.test(readFileSync(`/proc/${pid}/task/${thread}/wchan`, 'utf8')));
}

describe('a process without a module of an app', () => {
  const NO_APP = 'import socket; kept = [socket.socket() for _ in range(40)]; print(1, flush=True); input()';

  async function startIn(cwd: string) {
    const child = spawn('python3', ['-c', NO_APP], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    registerChild(child);
    await once(child.stdout, 'data');
    return child.pid!;
  }

  test('in / is no reason to walk the machine', async () => {
    const { notes, groups } = await readOrigins(request(await startIn('/')));
    expect(notes.filter(note => note.includes('stopped'))).toEqual([]);
    expect(groups.flatMap(({ candidates }) => candidates)).toEqual([]);
  });

  test('in a folder of 100,000 entries: the walk ends, and says so', async () => {
    const many = mkdtempSync(join(tmpdir(), 'fdtop-many-'));
    register({
      stop: async () => rmSync(many, { recursive: true, force: true }),
      stopNow: () => rmSync(many, { recursive: true, force: true }),
    });
    execFileSync('sh', ['-c', 'seq 100000 | xargs -n 5000 touch'], { cwd: many });
    mkdirSync(join(many, 'app'));
    const { notes } = await readOrigins(request(await startIn(many)));
    expect(notes).toEqual([
      expect.stringMatching(
        /^the search of the source stopped after (?:50000 entries of folders|2 s): lines may be missing$/,
      ),
    ]);
  });
});
