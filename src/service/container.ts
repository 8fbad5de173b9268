import { ancestorsOf } from './ancestors.ts';
import { logLines } from './journal.ts';
import { type Owner, ownerOf } from './owner.ts';
import { findProgram } from './program.ts';
import { run } from './run.ts';
import type { ManagedService, NoService } from './service.ts';
import { isSupervisord } from './supervisord.ts';

/** Stopping takes as long as the container's stop timeout says, 10 s by default. */
const RESTART_TIMEOUT_MS = 200_000;
const ASK_TIMEOUT_MS = 10_000;
const ID = /^[0-9a-f]{12,64}$/;

/**
 * The docker or podman container of a master, by the id in its cgroup. What `docker exec` has started lies in it too, but
 * no restart brings that back: the container's main process must be the master, or above it.
 */
export async function containerService(owner: Owner, masterPid: number): Promise<ManagedService | NoService> {
  const program = owner.manager as 'docker' | 'podman';
  const id = owner.unit ?? '';
  if (!ID.test(id))
    return { why: `${JSON.stringify(id)} is no container's id`, wayOut: 'restart the container by hand' };
  const byHand = `run: ${program} restart ${id}`;
  const { uid } = owner;
  if (uid !== null && uid !== process.getuid?.()) {
    const why = `it runs in a rootless container of uid ${uid}, which only that user's ${program} knows`;
    return { why, wayOut: `as that user ${byHand}` };
  }
  if (!findProgram(program)) {
    return { why: `it runs in a container, and ${program} is not installed here`, wayOut: `on the host ${byHand}` };
  }
  const inspect = async (format: string) =>
    await run([program, 'inspect', '--type', 'container', '--format', format, id], { timeoutMs: ASK_TIMEOUT_MS });
  const { ok, stdout, words, denied } = await inspect('{{.State.Pid}} {{.Name}}');
  if (!ok) {
    const why = `it runs in container ${id}, and ${program} does not tell of it: ${words}`;
    return { why, wayOut: `on the host ${byHand}`, ...(denied ? { denied: true } : {}) };
  }
  const [pid, name] = stdout.trim().split(' ');
  const line = ancestorsOf(masterPid);
  if (Number(pid) !== masterPid && !line.some(parent => parent.pid === Number(pid))) {
    const why = `the main process of container ${id} is ${pid}, which has not started this master (docker exec?)`;
    return { why, wayOut: 'reload it (fdtop reload), or start it again the way it was started' };
  }
  const supervised = line.some(({ pid }) => isSupervisord(pid));

  return {
    by: program,
    unit: id,
    canReload: false,
    says: [
      `The container ${(name ?? '').replace(/^\//, '') || id} stops and starts anew: ${program} gives it 10 s unless it was set up otherwise, then KILL.`,
      ...(supervised ? ['supervisord is in it: all its programs restart.'] : []),
      'Its limits stay as they were set when the container was made.',
    ],
    nextLimit: null,
    command: () => [program, 'restart', id],
    sudoCommand: () => `sudo ${program} restart ${id}`,
    change: () => run([program, 'restart', id], { timeoutMs: RESTART_TIMEOUT_MS }),
    mainPid: async () => Number((await inspect('{{.State.Pid}}')).stdout.trim()) || null,
    owns: async pid => {
      const now = ownerOf(pid);
      return now.manager === owner.manager && now.unit === id;
    },
    state: async () => {
      const status = (await inspect('{{.State.Status}}')).stdout.trim();
      return { text: status || 'in an unknown state', down: status === 'exited' || status === 'dead' };
    },
    lastLines: async () => {
      const { stdout, stderr } = await run([program, 'logs', '--tail', '120', id], { timeoutMs: ASK_TIMEOUT_MS });
      return { log: 'log', lines: logLines(`${stdout}\n${stderr}`) };
    },
  };
}
