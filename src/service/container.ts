import { words } from '../words/words.ts';
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
  const said = words().services;
  const program = owner.manager as 'docker' | 'podman';
  const id = owner.unit ?? '';
  if (!ID.test(id)) return { why: said.noContainerId(JSON.stringify(id)), wayOut: said.restartContainer };
  const way = said.run(`${program} restart ${id}`);
  const { uid } = owner;
  if (uid !== null && uid !== process.getuid?.()) {
    const why = said.rootless(uid, program);
    return { why, wayOut: said.asThatUser(way) };
  }
  if (!findProgram(program)) {
    return { why: said.notInstalled(program), wayOut: said.onHost(way) };
  }
  const inspect = async (format: string) =>
    await run([program, 'inspect', '--type', 'container', '--format', format, id], { timeoutMs: ASK_TIMEOUT_MS });
  const { ok, stdout, words: why, denied } = await inspect('{{.State.Pid}} {{.Name}}');
  if (!ok) {
    return { why: said.notTold(id, program, why), wayOut: said.onHost(way), ...(denied ? { denied: true } : {}) };
  }
  const [pid, name] = stdout.trim().split(' ');
  const line = ancestorsOf(masterPid);
  if (Number(pid) !== masterPid && !line.some(parent => parent.pid === Number(pid))) {
    const why = said.dockerExec(id, pid);
    return { why, wayOut: said.reloadOrStart };
  }
  const supervised = line.some(({ pid }) => isSupervisord(pid));

  return {
    by: program,
    unit: id,
    canReload: false,
    says: [
      said.containerStops((name ?? '').replace(/^\//, '') || id, program),
      ...(supervised ? [said.supervisedInside] : []),
      said.containerLimits,
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
      return { text: status || said.unknownState, down: status === 'exited' || status === 'dead' };
    },
    lastLines: async () => {
      const { stdout, stderr } = await run([program, 'logs', '--tail', '120', id], { timeoutMs: ASK_TIMEOUT_MS });
      return { log: 'log', lines: logLines(`${stdout}\n${stderr}`) };
    },
  };
}
