/** Real Gunicorns with a leak of each kind, and without: what fdtop diagnose says of them. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { diagnosisJson } from '../../src/report/diagnosis-json.ts';
import { diagnosisText } from '../../src/report/diagnosis-text.ts';
import { Sampler } from '../../src/sampler/sampler.ts';
import { listedFds } from '../support/fdtop.ts';
import { type Gunicorn, type HeldKind, startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { writeTraceConfig } from '../support/trace-config.ts';

const ask = (pid: number) => diagnose({ procRoot: '/proc', all: false, match: null, warn: 1000, leak: 10_000, pid });

const OWN_CONFIG = readFileSync(fileURLToPath(new URL('../support/apps/gunicorn.conf.py', import.meta.url)), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-diagnose-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KINDS: readonly (readonly [HeldKind, id: string])[] = [
  ['close_wait', 'http-client-not-closed'],
  ['established', 'idle-client-pool'],
  ['accepted', 'accepted-not-closed'],
  ['socket', 'sockets-without-peer'],
  ['file', 'same-file-reopened'],
  ['files', 'files-not-closed'],
  ['deleted', 'deleted-files'],
  ['pipe', 'subprocess-pipes'],
  ['epoll', 'event-loops'],
];

need('gunicorn')('a leak of each kind', () => {
  let gunicorn: Gunicorn;
  const diagnoses = new Map<HeldKind, Diagnosis>();
  beforeAll(async () => {
    // A worker for each, all looked at at once: one after the other takes a minute.
    gunicorn = await startGunicorn({ workers: KINDS.length, nofile: 20_000 });
    await Promise.all(
      KINDS.map(async ([kind], index) => {
        const worker = gunicorn.workerPids()[index]!;
        await gunicorn.hold(worker, kind, 1100);
        diagnoses.set(kind, await ask(worker));
      }),
    );
  });
  afterAll(() => gunicorn.stop());

  it.each(KINDS)('%s is %s', (kind, id) => {
    const diagnosis = diagnoses.get(kind)!;
    expect(diagnosis.verdicts.map(verdict => verdict.id)).toEqual([id]);
    const { process, siblings } = diagnosis;
    expect(process.severity).toBe('elevated');
    expect(siblings).toHaveLength(KINDS.length - 1);
    const text = diagnosisText(diagnosis);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(new RegExp(`^worker ${process.pid} of holder:app, master ${gunicorn.masterPid}`, 'm'));
  });
});

need('gunicorn')('a worker that leaks', () => {
  let gunicorn: Gunicorn;
  beforeAll(async () => {
    gunicorn = await startGunicorn({ workers: 2, nofile: 20_000 });
  });
  afterAll(() => gunicorn.stop());

  it('inotify, of which there cannot be many', async () => {
    const small = await startGunicorn({ nofile: 128 });
    await small.hold(small.workerPids()[0]!, 'inotify', 60);
    expect((await ask(small.workerPids()[0]!)).verdicts.map(({ id }) => id)).toContain('inotify');
    await small.stop();
  });

  it('two causes at once, the larger first', async () => {
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 1500);
    await gunicorn.hold(worker!, 'deleted', 400);
    const { verdicts } = await ask(worker!);
    expect(verdicts.map(({ id }) => id)).toEqual(['http-client-not-closed', 'deleted-files']);
    await gunicorn.release(worker!);
  });

  it('while it grows: how fast, how long it has left, since when', async () => {
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 100);
    let done = false;
    const leaking = (async () => {
      while (!done) {
        await gunicorn.hold(worker!, 'close_wait', 10);
        await sleep(100);
      }
    })();
    const diagnosis = await ask(worker!);
    done = true;
    await leaking;
    expect(diagnosis.verdicts[0]).toMatchObject({ id: 'http-client-not-closed' });
    expect(diagnosis.growth).toMatchObject({ sustained: true });
    expect(diagnosis.growth.perSecond).toBeGreaterThan(5);
    expect(diagnosis.secondsLeft).toBeGreaterThan(0);
    expect(diagnosis.secondsSinceBegin).toBeGreaterThan(0);
    const { verdict, process, types } = diagnosisJson(diagnosis);
    expect(verdict).toEqual({
      id: 'http-client-not-closed',
      title: expect.any(String),
      confidence: expect.any(String),
      evidence: expect.any(Array),
      advice: expect.any(Array),
    });
    expect(process.pid).toBe(worker);
    expect(types!.groups[0]).toMatchObject({ kind: 'tcp', state: 'CLOSE_WAIT' });
    await gunicorn.release(worker!);
  });

  it('a database on an odd port, by the process that listens behind it', async () => {
    const program = join(folder, 'redis-server');
    symlinkSync('/usr/bin/python3', program);
    const server = execa(program, ['-c', KEEPING_SERVER], { reject: false, stdin: 'pipe' });
    const port = Number(await new Promise(resolve => server.stdout!.once('data', text => resolve(String(text)))));
    await gunicorn.request(`/hold/established/1100/${port}`);
    // Whichever has answered. (Other tests' Gunicorns may hold more: the worst of the machine is not asked for.)
    const worst = await ask(gunicorn.workerPids().find(pid => listedFds(pid) > 1000)!);
    expect(worst.verdicts[0]).toMatchObject({ id: 'db-connections-kept', title: expect.stringMatching(/Redis/) });
    expect(worst.verdicts[0].evidence.join()).toContain(`listens redis-server (pid ${server.pid})`);
    server.kill('SIGKILL');
    for (const worker of gunicorn.workerPids()) await gunicorn.release(worker);
  });

  it('a service that is well is healthy', async () => {
    const diagnosis = await ask(gunicorn.workerPids()[0]!);
    expect(diagnosis.verdicts.map(({ id }) => id)).toEqual(['healthy']);
    expect(diagnosisText(diagnosis)).toContain('not looked at: nothing leaks');
  });

  it('one that dies meanwhile gives what was seen until then', async () => {
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 1100);
    const asked = ask(worker!);
    await sleep(1300);
    process.kill(worker!, 'SIGKILL');
    const diagnosis = await asked;
    expect(diagnosis.verdicts[0].id).toBe('http-client-not-closed');
    expect(diagnosis.notes.join()).toMatch(/It ended while/);
    await expect(ask(worker!)).rejects.toThrow(`no process ${worker} runs on this machine`);
  });
});

need('gunicorn')('a worker that does not leak', () => {
  it('and has a limit that is too low', async () => {
    const gunicorn = await startGunicorn({ workers: 2, nofile: 256 });
    for (const worker of gunicorn.workerPids()) await gunicorn.hold(worker, 'files', 210);
    const { verdicts } = await ask(gunicorn.workerPids()[0]!);
    expect(verdicts[0]).toMatchObject({ id: 'limit-too-low', confidence: 'high' });
    await gunicorn.stop();
  });

  it('and has what its master opened', async () => {
    const config = writeTraceConfig(folder, `HELD = [open(__file__) for _ in range(600)]\n${OWN_CONFIG}`);
    const gunicorn = await startGunicorn({ workers: 2, nofile: 1024, args: ['-c', config] });
    const diagnosis = await ask(gunicorn.workerPids()[0]!);
    expect(diagnosis.verdicts[0]).toMatchObject({ id: 'inherited-from-master', confidence: 'high' });
    expect(diagnosisText(diagnosis)).toMatch(/fdtop restart/);
    expect(diagnosisText(diagnosis)).not.toMatch(/fdtop kill/);
    await gunicorn.stop();
  });
});

describe('a worker with the trace hook', () => {
  need('gunicorn')('tells its origins', () => {
    it('exactly', async () => {
      const gunicorn = await startGunicorn({ args: ['-c', writeTraceConfig(folder)] });
      await gunicorn.request('/hold/close_wait/1100');
      const diagnosis = await ask(gunicorn.workerPids()[0]!);
      const [origin] = diagnosisJson(diagnosis).origins;
      expect(origin).toMatchObject({ confidence: 'high', sampledFds: 1100 });
      expect(origin!.openedAt!.file).toMatch(/holder\.py$/);
      expect(diagnosisText(diagnosis)).toMatch(/sockets opened at/);
      await gunicorn.stop();
    });
  });
});

/** Accepts, keeps, and ends with its stdin. */
const KEEPING_SERVER = `
import socket, sys, threading
server = socket.create_server(("127.0.0.1", 0), backlog=512)
kept = []
def serve():
    while True: kept.append(server.accept())
threading.Thread(target=serve, daemon=True).start()
print(server.getsockname()[1], flush=True)
sys.stdin.read()
`;

it('a process that is no Gunicorn, from the screen that shows all: it is not said to have ended', async () => {
  const options = { procRoot: '/proc', all: false, match: null, warn: 1000, leak: 10_000 };
  const sleeper = execa('sleep', ['60'], { reject: false });
  const sampler = new Sampler({ ...options, all: true });
  try {
    const seen = await sampler.sample({ shown: [], exact: true });
    const diagnosis = await diagnose({ ...options, pid: sleeper.pid!, seen });
    expect(diagnosis.process).toMatchObject({ pid: sleeper.pid, role: 'other', instance: null });
    expect(diagnosis.notes).toEqual([]);
  } finally {
    sampler.close();
    sleeper.kill('SIGKILL');
    await sleeper;
  }
});
