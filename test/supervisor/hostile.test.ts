/** Who calls himself a supervisord, or is one whose configuration others may write: what root's fdtop runs for him. */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { findService, isService } from '../../src/service/find-service.ts';
import { supervisordAt } from '../../src/service/supervisord.ts';
import { register } from '../support/cleanup.ts';
import { fdtop } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { membersOfGroup, parentOf } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { startSupervisord } from './supervisord.ts';

vi.setConfig({ testTimeout: 120_000 });

const NOBODY = 65534;
const SECRET = { FDTOP_TEST_SECRET: 'hunter2' };

/** A Gunicorn to look at: a master with one worker, in the words of its command line. */
const GUNICORN = `
import os, time
out = os.environ['OUT']
open(out + '/master.tmp', 'w').write(str(os.getpid()))
os.rename(out + '/master.tmp', out + '/master')
os.fork(); time.sleep(100)
`;

/**
 * A supervisord that is none: a Python of that name, with a child that looks like a Gunicorn. Who comes to its socket it writes
 * down, with uids, rights and environment, and then it answers, or not.
 */
const SUPERVISORD = `
import os, socket, struct, subprocess, sys, time
out = os.environ['OUT']
server = socket.socket(socket.AF_UNIX); server.bind(out + '/control.sock'); os.chmod(out + '/control.sock', 0o777); server.listen()
subprocess.Popen([sys.executable, os.path.dirname(os.path.abspath(sys.argv[0])) + '/../gunicorn', 'app:app'])
held = []
while True:
    client, _ = server.accept()
    pid, uid, gid = struct.unpack('3i', client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    told = 'came %d\\n' % uid
    try:
        told += open('/proc/%d/status' % pid).read() + open('/proc/%d/environ' % pid).read().replace('\\0', '\\n')
    except OSError as error:
        told += '%s\\n' % error
    open(out + '/came', 'a').write(told)
    if os.environ.get('ANSWERS') == 'never': held.append(client)
    else: client.close()
`;

interface Fake {
  dir: string;
  pid: number;
  master: number;
  /** Who came to its socket, and what was executed beside it: null when nobody and nothing. */
  came(): string | null;
  ran(): string | null;
  stop: () => Promise<void>;
}

/** `command` is run by bash as nobody, with $D for the folder. */
async function startFake(command: string, { answers = 'at once', conf = 'supervisord.conf', apart = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'fdtop-hostile-'));
  mkdirSync(join(dir, 'bin'));
  mkdirSync(join(dir, 'out'));
  writeFileSync(join(dir, 'gunicorn'), GUNICORN);
  writeFileSync(join(dir, 'bin/supervisord'), SUPERVISORD);
  writeFileSync(join(dir, 'bin/supervisorctl'), `#!/bin/sh\n{ id; env; } >>${dir}/out/ran\n`);
  writeFileSync(join(dir, conf), `[supervisorctl]\nserverurl=unix://${dir}/out/control.sock\n`);
  for (const path of ['', 'bin', 'out', 'gunicorn', 'bin/supervisord', 'bin/supervisorctl', conf]) {
    chmodSync(join(dir, path), 0o755);
    chownSync(join(dir, path), NOBODY, NOBODY);
  }
  const away = apart ? ['/usr/bin/unshare', '--mount'] : [];
  const as = ['/usr/bin/setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const [file, ...args] = [...away, ...as, '--pdeathsig=KILL', '/bin/bash', '-c', command];
  const child = spawn(file!, args, {
    ...{ detached: true, stdio: 'ignore', cwd: dir },
    env: { PATH: '/usr/bin:/bin', D: dir, CONF: join(dir, conf), OUT: join(dir, 'out'), ANSWERS: answers },
  });
  const kill = () => {
    for (const pid of membersOfGroup(child.pid!)) process.kill(pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  const stop = register({ stop: async () => kill(), stopNow: kill });
  const read = (name: string) => {
    const path = join(dir, 'out', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const master = Number(await waitUntil('its master', () => read('master')));
  await waitUntil('its worker', () => membersOfGroup(child.pid!).some(pid => parentOf(pid) === master));
  const fake: Fake = { dir, pid: child.pid!, master, came: () => read('came'), ran: () => read('ran'), stop };
  return fake;
}

/** Each way in which somebody looks at it, or acts on it. */
async function everyCommand({ master }: Fake): Promise<string> {
  const said: string[] = [];
  for (const words of [
    ['restart', '--dry-run'],
    ['reload', '--dry-run'],
    ['diagnose'],
    ['cure', '--dry-run'],
    ['restart', '--yes'],
  ]) {
    const [name, ...more] = words as [string, ...string[]];
    const { stdout, stderr } = await fdtop(name, `${master}`, ...more);
    said.push(stdout, stderr);
  }
  return said.join('\n');
}

need(
  'util-linux',
  'supervisor',
  root,
)('what calls itself a supervisord (security.md, S2 and S3)', () => {
  it('is none when it is a set-user-ID program: nothing beside it is executed', async () => {
    const command = `exec -a "$D/bin/supervisord" sg nogroup -c "/usr/bin/python3 $D/gunicorn app:app"`;
    const fake = await startFake(command);
    const parent = parentOf(fake.master)!;
    const status = readFileSync(`/proc/${parent}/status`, 'utf8');
    // On Debian sg stays as the parent; elsewhere it has become what it started, and there is nothing to show.
    const isSg = /^Name:\s+(?:sg|newgrp)$/m.test(status);
    if (isSg) {
      expect(readFileSync(`/proc/${parent}/cmdline`, 'utf8')).toMatch(/\/bin\/supervisord\0/);
      expect(new Set(/^Uid:\s+(.*)$/m.exec(status)![1]!.split(/\s+/))).toContain('0');
    }
    expect(supervisordAt(parent)).toBeNull();
    await everyCommand(fake);
    expect(fake.ran()).toBeNull();
    await fake.stop();
  });

  it.each(['/bin/sleep', '/bin/bash'])('is none when it executes no Python, whatever its name: %s', async program => {
    const wait = program === '/bin/bash' ? `-c ":; sleep 100; :" "$D/bin/supervisord"` : '100';
    const fake = await startFake(`python3 "$D/gunicorn" app:app & exec -a "$D/bin/supervisord" ${program} ${wait}`);
    await waitUntil('its name', () => readFileSync(`/proc/${fake.pid}/cmdline`, 'utf8').includes('supervisord'));
    expect(supervisordAt(fake.pid)).toBeNull();
    await everyCommand(fake);
    expect(fake.ran()).toBeNull();
    await fake.stop();
  });

  it('is not asked by who only looks; who acts asks it as its user, with no right and no secret of root’s', async () => {
    process.env.FDTOP_TEST_SECRET = SECRET.FDTOP_TEST_SECRET;
    const fake = await startFake('exec /usr/bin/python3 "$D/bin/supervisord" -c "$CONF"');
    expect(supervisordAt(fake.pid)).toMatchObject({ pid: fake.pid, user: { uid: NOBODY, gid: NOBODY } });
    const look = await findService(fake.master, 'look');
    expect(look).toEqual({
      why: `supervisord ${fake.pid} runs it, which is nobody's: asking it runs nobody's code, so that is done only to act`,
      wayOut: `run: fdtop restart ${fake.master}`,
    });
    for (const words of [['restart', '--dry-run'], ['reload', '--dry-run'], ['diagnose'], ['cure', '--dry-run']]) {
      await fdtop(words[0]!, `${fake.master}`, ...words.slice(1));
    }
    expect([fake.came(), fake.ran()]).toEqual([null, null]);

    expect(isService(await findService(fake.master, 'act'))).toBe(false);
    await fdtop('restart', `${fake.master}`, '--yes');
    delete process.env.FDTOP_TEST_SECRET;
    expect(fake.ran()).toBeNull(); // supervisorctl is the system's, not the one beside it
    const came = fake.came()!;
    expect(new Set(came.match(/^came .*$/gm))).toEqual(new Set([`came ${NOBODY}`]));
    expect(new Set(came.match(/^Uid:.*$/gm))).toEqual(new Set([`Uid:\t${Array(4).fill(NOBODY).join('\t')}`]));
    expect(new Set(came.match(/^CapEff:.*$/gm))).toEqual(new Set([`CapEff:\t${'0'.repeat(16)}`]));
    expect(new Set(came.match(/^NoNewPrivs:.*$/gm))).toEqual(new Set(['NoNewPrivs:\t1']));
    expect(came).toMatch(/^PATH=/m);
    expect(came).not.toContain('hunter2');
    await fake.stop();
  });

  it('that never answers is not waited for without end', async () => {
    const fake = await startFake('exec /usr/bin/python3 "$D/bin/supervisord" -c "$CONF"', { answers: 'never' });
    const began = performance.now();
    const found = await findService(fake.master, 'act');
    expect((performance.now() - began) / 1000).toBeLessThan(30);
    expect(found).toMatchObject({ why: expect.stringMatching(/cannot be asked: .*did not end within 10 s/) });
    await fake.stop();
  });

  it('has a configuration with a name of evil: nothing of it is obeyed, and root is told nothing to paste by it', async () => {
    const conf = "\x1b]0;PWNED\x07\u202e'; touch out\\ran #.conf";
    const fake = await startFake('exec /usr/bin/python3 "$D/bin/supervisord" -c "$CONF"', { conf });
    const found = await findService(fake.master, 'act');
    expect(found).toEqual({
      why: expect.stringMatching(/cannot be asked/),
      wayOut: 'as nobody run: supervisorctl -c FILE restart GROUP:NAME',
    });
    const said = JSON.stringify(found) + (await everyCommand(fake));
    expect(said.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e|\\u001b/u);
    expect(fake.ran()).toBeNull();
    await fake.stop();
  });

  it('in a file system of its own is left alone: its paths mean other files there', async () => {
    const fake = await startFake('exec /usr/bin/python3 "$D/bin/supervisord" -c "$CONF"', { apart: true });
    expect(await findService(fake.master, 'act')).toMatchObject({
      why: `supervisord ${fake.pid} runs it, in a file system of its own (a container, a chroot)`,
    });
    expect([fake.came(), fake.ran()]).toEqual([null, null]);
    await fake.stop();
  });
});

need(
  'supervisor',
  'gunicorn',
  'util-linux',
  root,
)('root’s own supervisord', () => {
  it('is not asked by a configuration that others may write: what that names is code', async () => {
    const supervisord = await startSupervisord();
    const master = await waitUntil('its master', async () => (await supervisord.pidOf('shop:web')) || null);
    const { config, pid, dir } = supervisord;
    expect(isService(await findService(master, 'look'))).toBe(true);
    const refusal = {
      why: `supervisord ${pid} runs it, by ${config}, which others than you and root may change: it names code that supervisorctl loads`,
      wayOut: 'run: supervisorctl -c FILE restart GROUP:NAME',
    };
    chmodSync(config, 0o666);
    for (const purpose of ['look', 'act'] as const) expect(await findService(master, purpose)).toEqual(refusal);
    chmodSync(config, 0o644);
    chownSync(dir, NOBODY, NOBODY);
    expect(await findService(master, 'act')).toEqual(refusal);
    const { stderr, exitCode } = await fdtop('restart', String(master), '--yes');
    expect(stderr).toContain('which others than you and root may change');
    expect(exitCode).toBe(1);
    expect(await supervisord.pidOf('shop:web')).toBe(master);
    chownSync(dir, 0, 0);
    expect(isService(await findService(master, 'act'))).toBe(true);
    await supervisord.stop();
  });
});
