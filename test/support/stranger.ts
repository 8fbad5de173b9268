/** A process under a pid of choice: for a pid that was reused, for real. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * clone3 with set_tid (clone(2), Linux 5.5 and later, root only), as checkpoint and restore do. It sleeps until its parent,
 * which holds its stdin open, is gone.
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

/** Starts it; the pid must be free. */
export async function startStranger(pid: number): Promise<{ end(): Promise<void> }> {
  const stranger = spawn('/usr/bin/python3', ['-c', STRANGER, `${pid}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors = stranger.stderr.setEncoding('utf8').toArray();
  const [said] = await Promise.race([once(stranger.stdout.setEncoding('utf8'), 'data'), once(stranger, 'exit')]);
  if (Number(said) !== pid) throw new Error(`no process with pid ${pid}: ${await errors}`);
  return {
    async end() {
      stranger.stdin.end();
      await once(stranger, 'exit');
    },
  };
}
