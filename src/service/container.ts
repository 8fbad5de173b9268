import { printable } from '../model/printable.ts';
import { shellCommand } from '../model/shell-command.ts';
import { findProgram } from '../platform/find-program.ts';
import { words } from '../words/words.ts';
import { ancestorsOf } from './ancestors.ts';
import { logLines } from './journal.ts';
import { type Owner, ownerOf } from './owner.ts';
import { run } from './run.ts';
import type { ManagedService, NoService } from './service.ts';
import { supervisordAt } from './supervisord.ts';

/** Stopping takes as long as the container's stop timeout says, 10 s by default. */
const RESTART_TIMEOUT_MS = 200_000;
const ASK_TIMEOUT_MS = 10_000;
const ID = /^[0-9a-f]{12,64}$/;

/** A container that its manager has told of, and what is to be said of it. */
export interface Container {
  program: 'docker' | 'podman';
  id: string;
  name: string;
  /** Its main process, as the manager tells it: whose namespaces are the container's. */
  mainPid: number;
}

/**
 * The docker or podman container of a master, by the id in its cgroup: one that the manager itself knows, and whose main process
 * is the master or above it. A cgroup that a user has called so is none. Or why it cannot be told.
 */
export async function containerOf(owner: Owner, masterPid: number): Promise<Container | NoService> {
  const said = words().services;
  const program = owner.manager as 'docker' | 'podman';
  const id = owner.unit ?? '';
  if (!ID.test(id)) return { why: said.noContainerId(JSON.stringify(printable(id))), wayOut: said.restartContainer };
  const way = said.run(shellCommand([program, 'restart', id]));
  const { uid } = owner;
  if (uid !== null && uid !== process.getuid?.()) {
    return { why: said.rootless(uid, program), wayOut: said.asThatUser(way) };
  }
  if (!findProgram(program)) return { why: said.notInstalled(program), wayOut: said.onHost(way) };
  const { ok, stdout, words: why, denied } = await inspect({ program, id }, '{{.State.Pid}} {{.Name}}');
  if (!ok) {
    return { why: said.notTold(id, program, why), wayOut: said.onHost(way), ...(denied ? { denied: true } : {}) };
  }
  const [pid, name = ''] = stdout.raw.trim().split(' ');
  if (Number(pid) !== masterPid && !ancestorsOf(masterPid).some(parent => parent.pid === Number(pid))) {
    return { why: said.dockerExec(id, printable(pid ?? '?')), wayOut: said.reloadOrStart };
  }
  return { program, id, name: printable(name.replace(/^\//, '')) || id, mainPid: Number(pid) };
}

async function inspect({ program, id }: Pick<Container, 'program' | 'id'>, format: string) {
  return await run([program, 'inspect', '--type', 'container', '--format', format, id], { timeoutMs: ASK_TIMEOUT_MS });
}

/**
 * The docker or podman container of a master, by the id in its cgroup. What `docker exec` has started lies in it too, but
 * no restart brings that back: the container's main process must be the master, or above it.
 */
export async function containerService(owner: Owner, masterPid: number): Promise<ManagedService | NoService> {
  const said = words().services;
  const container = await containerOf(owner, masterPid);
  if ('why' in container) return container;
  const { program, id, name } = container;
  const ask = (format: string) => inspect(container, format);
  const supervised = ancestorsOf(masterPid).some(({ pid }) => supervisordAt(pid) !== null);
  return {
    by: program,
    unit: id,
    canReload: false,
    says: [said.containerStops(name, program), ...(supervised ? [said.supervisedInside] : []), said.containerLimits],
    nextLimit: null,
    command: () => [program, 'restart', id],
    sudoCommand: () => ['sudo', program, 'restart', id],
    change: () => run([program, 'restart', id], { timeoutMs: RESTART_TIMEOUT_MS }),
    mainPid: async () => Number((await ask('{{.State.Pid}}')).stdout.raw.trim()) || null,
    owns: async pid => {
      const now = ownerOf(pid);
      return now.manager === owner.manager && now.unit === id;
    },
    state: async () => {
      const status = (await ask('{{.State.Status}}')).stdout.raw.trim();
      return { text: printable(status) || said.unknownState, down: status === 'exited' || status === 'dead' };
    },
    lastLines: async () => {
      const { stdout, stderr } = await run([program, 'logs', '--tail', '120', id], { timeoutMs: ASK_TIMEOUT_MS });
      return { log: 'log', lines: logLines(`${stdout.raw}\n${stderr.raw}`) };
    },
  };
}
