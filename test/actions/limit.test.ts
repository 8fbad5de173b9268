/** The live limit of a real Gunicorn, changed by the real prlimit: what is told must be what /proc says. */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { type LimitMember, planLimit, raiseLimit } from '../../src/actions/limit.ts';
import { childHasSysResource, isFirstUserNamespace, parseLimitRights } from '../../src/proc/limit-rights.ts';
import { fdtop, instanceRows, snapshot } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';

const NOBODY = 65_534;
const ignore = () => {};
const limitOf = (pid: number) =>
  /^Max open files +(\d+) +(\d+)/m
    .exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))!
    .slice(1)
    .map(Number);
const nrOpen = () => Number(readFileSync('/proc/sys/fs/nr_open', 'utf8'));
/** A hard limit can be raised here: not so in most containers, not even by root. */
const mayRaiseHard =
  childHasSysResource(parseLimitRights(readFileSync('/proc/self/status', 'utf8'))!) &&
  isFirstUserNamespace(readFileSync('/proc/self/uid_map', 'utf8'));

async function membersOf({ masterPid }: Gunicorn): Promise<LimitMember[]> {
  const { rows } = instanceRows(await snapshot(), masterPid);
  return rows.map(({ pid, startTime, ppid, role, fds }) => ({ pid, startTime, ppid, role, fds }));
}

/** As a user who may do nothing to others. */
function fdtopAsNobody(...args: string[]) {
  const as = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  return execa('/usr/bin/setpriv', [...as, publicNode(), publicPath('dist/fdtop.js'), ...args], {
    reject: false,
    stdin: 'ignore',
    timeout: 30_000,
    env: { HOME: '/nonexistent', XDG_STATE_HOME: '/nonexistent' },
  });
}

need(
  'gunicorn',
  'python3-setproctitle',
  'util-linux',
)('the limit of a Gunicorn', () => {
  it('that is used up is raised on master and workers, and the next open succeeds', async () => {
    const gunicorn = await startGunicorn({ workers: 2, nofile: { soft: 100, hard: 3000 } });
    const [worker] = gunicorn.workerPids() as [number];
    await expect(gunicorn.hold(worker, 'pipe', 120)).rejects.toThrow(/Too many open files/);

    const { stdout, exitCode } = await fdtop('limit', String(gunicorn.masterPid), '2000', '--yes');
    expect(stdout).toMatch(/buys time, it is no cure/);
    expect(stdout).toMatch(/select\(\) breaks on fd numbers over 1023/);
    expect(stdout).toMatch(/^✓ soft limit of open files: 100 → 2,000 for master \d+, worker \d+, worker \d+$/m);
    expect(exitCode).toBe(0);
    for (const pid of [gunicorn.masterPid, ...gunicorn.workerPids()]) expect(limitOf(pid)).toEqual([2000, 3000]);
    await gunicorn.hold(worker, 'pipe', 120);

    process.kill(worker, 'SIGKILL');
    const now = await waitUntil('a replacement', () => {
      const pids = gunicorn.workerPids();
      return pids.length === 2 && !pids.includes(worker) && pids;
    });
    for (const pid of now) expect(limitOf(pid)).toEqual([2000, 3000]);

    const again = await fdtop('limit', String(gunicorn.masterPid), '2000', '--yes');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^nothing to do: the soft limit of/) });
    await gunicorn.stop();
  });

  it('of one worker alone: the master keeps its own, and that is said', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 1500, hard: 3000 } });
    const [worker] = gunicorn.workerPids() as [number];
    const dry = await fdtop('limit', String(worker), '2000', '--dry-run');
    expect(dry.stdout).toMatch(/A replacement inherits the limit of the master/);
    expect(dry.stdout).not.toMatch(/select/); // it could get such fds before
    expect(limitOf(worker)).toEqual([1500, 3000]);
    expect((await fdtop('limit', String(worker), '2000')).exitCode).toBe(2); // nobody to ask, and no --yes
    expect((await fdtop('limit', String(worker), '2000', '--yes')).exitCode).toBe(0);
    expect(limitOf(worker)).toEqual([2000, 3000]);
    expect(limitOf(gunicorn.masterPid)).toEqual([1500, 3000]);
    await gunicorn.stop();
  });

  it('is lowered only as long as the next open still succeeds', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 1500, hard: 3000 } });
    const [worker] = gunicorn.workerPids() as [number];
    await gunicorn.hold(worker, 'file', 200);
    const refused = await fdtop('limit', String(worker), '150', '--yes');
    expect(refused.stderr).toMatch(/150 would lower the limit of worker \d+ from 1,500, and it has 2\d\d files open/);
    expect(refused.exitCode).toBe(1);
    expect(limitOf(worker)).toEqual([1500, 3000]);
    const lowered = await fdtop('limit', String(worker), '500', '--yes');
    expect(lowered.stdout).toMatch(/This lowers the limit of \d+\./);
    expect(lowered.stdout).not.toMatch(/buys time/);
    expect(limitOf(worker)).toEqual([500, 3000]);
    await gunicorn.stop();
  });

  it('is never over fs.nr_open, over the hard one only with CAP_SYS_RESOURCE, and never that of a strange pid', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 100, hard: 3000 } });
    const { masterPid } = gunicorn;
    const tooMany = await fdtop('limit', String(masterPid), String(nrOpen() + 1), '--yes');
    expect(tooMany.stderr).toMatch(/is more than fs\.nr_open/);
    expect(tooMany.exitCode).toBe(1);

    const members = (await membersOf(gunicorn)).map(member => ({ ...member, startTime: member.startTime - 1 }));
    const { ok, text } = await raiseLimit(planLimit(members, 2000), ignore);
    expect(text).toMatch(/^nothing was changed: .*the pid belongs to another process now/);
    expect(ok).toBe(false);
    expect(limitOf(masterPid)).toEqual([100, 3000]);

    const { exitCode, stdout, stderr } = await fdtop('limit', String(masterPid), '3001', '--yes');
    if (mayRaiseHard) {
      expect(stdout).toMatch(/100 → 3,001, hard 3,000 → 3,001 for master/);
      expect(limitOf(masterPid)).toEqual([3001, 3001]);
    } else {
      expect(stderr).toMatch(/3,001 is beyond the hard limit of master \d+, 3,000: only CAP_SYS_RESOURCE may raise/);
      expect(exitCode).toBe(3);
      for (const pid of [masterPid, ...gunicorn.workerPids()]) expect(limitOf(pid)).toEqual([100, 3000]);
    }
    await gunicorn.stop();
  });

  it('when one of them ends meanwhile: the others are changed, and it is told how it stands', async () => {
    const gunicorn = await startGunicorn({ workers: 2, nofile: { soft: 100, hard: 3000 } });
    const plan = planLimit(await membersOf(gunicorn), 2000);
    const [gone, other] = gunicorn.workerPids() as [number, number];
    process.kill(gunicorn.masterPid, 'SIGSTOP'); // so that no replacement comes
    process.kill(gone, 'SIGKILL');
    await waitUntil('its end', () => !isAlive(gone));
    const { ok, text } = await raiseLimit(plan, ignore);
    process.kill(gunicorn.masterPid, 'SIGCONT');
    expect(text).toMatch(
      new RegExp(
        `^soft limit of open files: 100 → 2,000 for master ${gunicorn.masterPid}, worker ${other}; ` +
          `worker ${gone} was not changed: it is gone meanwhile$`,
      ),
    );
    expect(ok).toBe(false);
    expect(limitOf(other)).toEqual([2000, 3000]);
    await gunicorn.stop();
  });

  it('of a worker that was forked under the old limit meanwhile: it is told', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 100, hard: 3000 } });
    const plan = planLimit(await membersOf(gunicorn), 2000);
    process.kill(gunicorn.masterPid, 'SIGTTIN');
    await gunicorn.waitForWorkers(2);
    const { ok, text } = await raiseLimit(plan, ignore);
    expect(text).toMatch(/; \d+ started meanwhile under the old limit: run it once more$/);
    expect(ok).toBe(false);
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'python3-setproctitle',
  'util-linux',
  root,
)('the limit, as a user without rights', () => {
  it('of its own Gunicorn goes up to the hard limit, and not beyond', async () => {
    const gunicorn = await startGunicorn({ workers: 1, uid: NOBODY, nofile: { soft: 100, hard: 3000 } });
    const { masterPid } = gunicorn;
    const beyond = await fdtopAsNobody('limit', String(masterPid), '3001', '--yes');
    expect(beyond.stderr).toMatch(
      new RegExp(`beyond the hard limit of master ${masterPid}, 3,000: .*; run: sudo .*limit ${masterPid} 3001$`),
    );
    expect(beyond.exitCode).toBe(3);
    for (const pid of [masterPid, ...gunicorn.workerPids()]) expect(limitOf(pid)).toEqual([100, 3000]);
    const up = await fdtopAsNobody('limit', String(masterPid), '3000', '--yes');
    expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/✓ soft limit of open files: 100 → 3,000/) });
    for (const pid of [masterPid, ...gunicorn.workerPids()]) expect(limitOf(pid)).toEqual([3000, 3000]);
    await gunicorn.stop();
  });

  it('of the Gunicorn of another user is not touched', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 100, hard: 3000 } });
    const { exitCode, stderr } = await fdtopAsNobody('limit', String(gunicorn.masterPid), '2000', '--yes');
    expect(stderr).toMatch(/runs as another user: .*; run: sudo .*limit \d+ 2000$/);
    expect(exitCode).toBe(3);
    expect(limitOf(gunicorn.masterPid)).toEqual([100, 3000]);
    await gunicorn.stop();
  });
});
