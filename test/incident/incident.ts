/** The incident: one worker of a real gunicorn.service that holds 488,868 fds. */
import type { Machine } from './vm/machine.ts';

/** So many it held, that night. */
export const INCIDENT_FDS = 488_868;

/** Of each kind of test/support/apps/holder.py; the rest are sockets that were never connected. */
const MIX = { close_wait: 60_000, file: 100_000, deleted: 5_000 };

/** Waits until the kernel has forgotten the other ends of the connections in CLOSE_WAIT. */
const SETTLE = "until awk '/^TCP:/ { exit !($5 == 0 && $7 < 100) }' /proc/net/sockstat; do sleep 1; done";

export interface Incident {
  master: number;
  /** The worker that leaks. */
  leaker: number;
  /** The workers that do not. */
  others: number[];
}

/** Makes the first worker hold them. About two minutes under emulation. */
export async function makeIncident(machine: Machine): Promise<void> {
  const { leaker } = await findIncident(machine);
  const { close_wait, file, deleted } = MIX;
  const others = close_wait + file + deleted;
  const sockets = INCIDENT_FDS - others - (await listedFds(machine, leaker));
  await hold(machine, leaker, `close_wait=${close_wait} file=${file} deleted=${deleted} socket=${sockets}`);
  await machine.sh(SETTLE, 300_000);
  const missing = INCIDENT_FDS - (await listedFds(machine, leaker));
  if (missing !== 0) throw new Error(`worker ${leaker} holds ${INCIDENT_FDS - missing} fds, not ${INCIDENT_FDS}`);
}

async function hold(machine: Machine, pid: number, what: string): Promise<void> {
  for (const line of (await machine.sh(`hold ${pid} ${what}`, 1_200_000)).split('\n')) console.log(`       ${line}`);
}

export async function findIncident(machine: Machine): Promise<Incident> {
  const master = Number(await machine.sh('systemctl show -p MainPID --value gunicorn.service'));
  const pids = (await machine.sh(`pgrep -P ${master}`)).split('\n').map(Number);
  const [leaker, ...others] = pids.sort((a, b) => a - b);
  return { master, leaker: leaker!, others };
}

/** What `ls /proc/PID/fd | wc -l` says in the guest. */
export async function listedFds(machine: Machine, pid: number): Promise<number> {
  return Number(await machine.sh(`ls /proc/${pid}/fd | wc -l`));
}

/** How many fds of each type a process holds, by another program than fdtop (vm/guest/usr/local/bin/fd-truth). */
export async function trueTypes(machine: Machine, pid: number): Promise<Record<string, number>> {
  return JSON.parse(await machine.sh(`fd-truth ${pid}`, 600_000));
}
