/** Where no systemd unit owns a Gunicorn, `fdtop cure` advises and changes nothing. (The cure itself: test/systemd.) */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adviseCure } from '../../src/actions/cure-advice.ts';
import { readLaterDropIns } from '../../src/actions/cure-conflicts.ts';
import { foreign } from '../../src/model/foreign.ts';
import { register } from '../support/cleanup.ts';
import { fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive, parentOf } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const APPS = fileURLToPath(new URL('../support/apps/', import.meta.url));

function titleOf(pid: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0.*/s, '') : '';
  } catch {
    return ''; // gone meanwhile
  }
}

need('gunicorn', 'python3-setproctitle')('the cure of a Gunicorn that was started by hand', () => {
  it('is advice: the exact file, and when it applies', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const master = String(gunicorn.masterPid);
    const { stdout, exitCode } = await fdtop('cure', master, '--nofile', '5000', '--max-requests', '100', '--yes');
    expect(stdout).toMatch(
      /^Write \/etc\/security\/limits\.d\/90-fdtop\.conf:\n\+\S+ soft nofile 5000\n\+\S+ hard nofile 5000$/m,
    );
    expect(stdout).toMatch(/applies at the next login of \S+ \(pam_limits\), never to what runs already/);
    expect(stdout).toMatch(/^Start it with --max-requests 100,/m);
    expect(exitCode).toBe(1); // it is not cured
    expect((await fdtop('cure', master, '--dry-run')).exitCode).toBe(0);
    expect(await fdtop('cure', master, '--undo', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^nothing to do: .*cure has written nothing for it/),
    });
    expect((await fdtop('cure', master, '--undo', '--nofile', '1')).exitCode).toBe(2);
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'python3-setproctitle',
  'supervisor',
)('the cure of a program of supervisord', () => {
  it('is advice: minfds, and a restart of supervisord itself', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'fdtop-supervisord-'));
    const conf = join(dir, 'supervisord.conf');
    writeFileSync(
      conf,
      `[supervisord]\nnodaemon=true\nlogfile=${dir}/log\npidfile=${dir}/pid\n[program:web]\ncommand=/usr/bin/gunicorn -n supervised-web -b 127.0.0.1:0 holder:app\ndirectory=${APPS}\n`,
    );
    const supervisord = spawn('/usr/bin/setpriv', ['--pdeathsig=TERM', '/usr/bin/supervisord', '-c', conf], {
      stdio: 'ignore',
    });
    const tidy = () => {
      supervisord.kill('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    };
    const stop = register({
      async stop() {
        supervisord.kill('SIGTERM'); // it ends its programs, and then itself
        await waitUntil('the end of supervisord', () => !isAlive(supervisord.pid!));
        tidy();
      },
      stopNow: tidy,
    });
    const master = await waitUntil(
      'a worker of its master',
      () => {
        const worker = readdirSync('/proc').find(pid => titleOf(pid) === 'gunicorn: worker [supervised-web]');
        return worker && parentOf(Number(worker));
      },
      { timeout: 25_000 },
    );
    const { stdout, exitCode } = await fdtop('cure', String(master), '--max-requests', '100', '--yes');
    expect(stdout).toMatch(/supervisord .*runs it/);
    expect(stdout).toMatch(
      /^ \[supervisord\]\n\+minfds=65536\n \[program:\S+\]\n\+environment=GUNICORN_CMD_ARGS="--max-requests 100"$/m,
    );
    expect(stdout).toMatch(/restart supervisord itself/);
    expect(exitCode).toBe(1);
    await stop();
  });
});

describe('advice', () => {
  it.each([
    ['docker', /^\+ --ulimit nofile=5000:5000 -e GUNICORN_CMD_ARGS="--max-requests 7"$/m],
    ['podman', /^With podman run:$/m],
    ['docker', /^\+ulimits:\n\+ {2}nofile:\n\+ {4}soft: 5000\n\+ {4}hard: 5000$/m],
    ['kubernetes', /LimitNOFILE=5000 of containerd\.service/],
  ] as const)('for %s', (by, words) => {
    const lines = adviseCure({ by, why: 'It runs elsewhere' }, process.pid, 5000, { 'max-requests': '7' });
    expect(lines.join('\n')).toMatch(words);
    expect(lines[0]).toBe('It runs elsewhere: fdtop edits no configuration but that of systemd.');
  });
});

describe('a drop-in that is read after fdtop.conf', () => {
  const both = { nofile: true, cmdArgs: true };
  it.each([
    ['override.conf', '[Service]\nLimitNOFILE = 5\n', 'LimitNOFILE = 5'],
    [
      'override.conf',
      '[Service]\nEnvironment=A=1 "GUNICORN_CMD_ARGS=-w 3"\n',
      'Environment=A=1 "GUNICORN_CMD_ARGS=-w 3"',
    ],
    ['zz.conf', '[Service]\nEnvironment=\n', 'Environment='],
    ['zz.conf', '[Service]\n#LimitNOFILE=5\nEnvironment=A=1\n', null],
    ['a.conf', '[Service]\nLimitNOFILE=5\n', null],
  ])('%s with %j', async (name, text, line) => {
    const dir = mkdtempSync(join(tmpdir(), 'fdtop-later-'));
    writeFileSync(join(dir, name), text);
    const found = await readLaterDropIns([join(dir, name), join(dir, 'zzz-gone.conf')].map(foreign), both);
    rmSync(dir, { recursive: true });
    if (line === null) expect(found).toBeNull();
    else expect(found).toContain(`${name} says ${line}, and is read after fdtop.conf`);
  });
});
