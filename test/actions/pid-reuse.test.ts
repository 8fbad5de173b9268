/** Between the question and the signal the worker has ended, and a stranger has its pid: the stranger lives on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { killProcess } from '../../src/actions/kill.ts';
import { instanceRows, snapshot } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

/**
 * Starts a process under a pid of choice: clone3 with set_tid (clone(2), Linux 5.5 and later), as checkpoint and restore
 * do. It sleeps until its parent, which holds its stdin open, is gone.
 */
const STRANGER = `
import ctypes, os, signal, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
tid = (ctypes.c_int * 1)(int(sys.argv[1]))
# struct clone_args: flags pidfd child_tid parent_tid exit_signal stack stack_size tls set_tid set_tid_size cgroup
args = struct.pack('11Q', 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, ctypes.addressof(tid), 1, 0)
pid = libc.syscall(435, args, len(args))
if pid == 0:
    os.execv('/usr/bin/cat', ['cat'])
if pid < 0:
    sys.exit(os.strerror(ctypes.get_errno()))
print(pid, flush=True)
sys.stdin.read()
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
`;

need('gunicorn', root)('a pid that was reused', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('is not signalled by %s: a real other process has it', async signal => {
    const gunicorn = await startGunicorn({ workers: 2, setproctitle: false });
    const { masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
    const target = workers[0]!;
    process.kill(target.pid, 'SIGKILL');
    await waitUntil('the worker to be reaped', () => gunicorn.workerPids().length === 2 && !isAlive(target.pid));

    const stranger = spawn('/usr/bin/python3', ['-c', STRANGER, `${target.pid}`], { stdio: ['pipe', 'pipe', 'pipe'] });
    const errors = stranger.stderr.setEncoding('utf8').toArray();
    const [said] = await Promise.race([once(stranger.stdout.setEncoding('utf8'), 'data'), once(stranger, 'exit')]);
    if (typeof said !== 'string') throw new Error(`no process with pid ${target.pid}: ${await errors}`);
    expect(Number(said)).toBe(target.pid);

    const request = { target, masterPid: masters[0]!.pid, workers, signal, graceSeconds: 5 };
    const { ok, text } = await killProcess(request, () => {});
    expect(text).toBe(`pid ${target.pid} belongs to another process now; nothing was sent`);
    expect(ok).toBe(false);
    expect(isAlive(target.pid)).toBe(true);
    stranger.stdin.end();
    await once(stranger, 'exit');
    expect(isAlive(target.pid)).toBe(false);
    await gunicorn.stop();
  });
});
