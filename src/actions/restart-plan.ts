import { parseCgroupPath } from '../proc/cgroup.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { type Owner, ownerOfCgroup } from '../service/owner.ts';
import { isSystemdRunning, restartCommand, showUnit, type UnitRef } from '../service/systemd.ts';

/** Through its unit; or, where nobody owns it, by a reload of its master. `why` it is no restart ends a sentence. */
export type FeasiblePlan = { method: 'restart'; ref: UnitRef; command: string } | { method: 'reload'; why: string };

/** How an instance can be restarted, if at all. */
export type RestartPlan = FeasiblePlan | { method: 'none'; why: string };

/** Programs that only start another one and wait for it: a unit whose main process is one of these is the master's own. */
const WRAPPER =
  /^(?:ba|da|a|z|k)?sh$|^(?:env|uv|poetry|pipenv|tini|dumb-init|catatonit|su|sudo|runuser|setpriv|chpst)$/;

/**
 * The way to restart the server of this master. Its cgroup names a unit, but a Gunicorn started by hand under sshd,
 * cron or supervisord lies in *their* unit: only a unit whose main process is this master is restarted.
 */
export async function planRestart(masterPid: number, isGunicorn: boolean): Promise<RestartPlan> {
  const plan = await planGunicorn(masterPid);
  // To many programs HUP is the order to die.
  return plan.method === 'reload' && !isGunicorn ? { method: 'none', why: `it is no Gunicorn, and ${plan.why}` } : plan;
}

async function planGunicorn(masterPid: number): Promise<FeasiblePlan> {
  const cgroup = tryReadProcFile(`/proc/${masterPid}/cgroup`);
  const owner = ownerOfCgroup(parseCgroupPath(cgroup ?? ''));
  if (ancestors(masterPid).some(({ comm }) => comm === 'supervisord')) {
    return { method: 'reload', why: 'supervisord runs it; supervisorctl restart restarts it' };
  }
  if (owner.unit === null || !isSystemdOwner(owner)) return { method: 'reload', why: whyNoUnit(owner) };
  if (!isSystemdRunning()) return { method: 'reload', why: 'systemd does not run here' };

  const ref: UnitRef = { unit: owner.unit, uid: owner.uid };
  const shown = await showUnit(ref, ['LoadState', 'MainPID']);
  if (!shown) return { method: 'reload', why: `systemctl cannot be asked about ${owner.unit}` };
  if (shown.get('LoadState') !== 'loaded') return { method: 'reload', why: `systemd does not know ${owner.unit}` };
  const mainPid = Number(shown.get('MainPID'));
  if (!isMainProcess(mainPid, masterPid)) {
    return { method: 'reload', why: `the main process of ${owner.unit} is ${mainPid || 'none'}, not this master` };
  }
  return { method: 'restart', ref, command: restartCommand(ref).join(' ') };
}

function isSystemdOwner({ manager }: Owner): boolean {
  return manager === 'systemd' || manager === 'systemd-user';
}

function whyNoUnit({ manager, unit }: Owner): string {
  if (manager === 'kubernetes') return 'Kubernetes runs it; kubectl rollout restart restarts it';
  if (manager === 'docker' || manager === 'podman')
    return `it runs in a container; ${manager} restart ${unit} restarts it`;
  return 'it was started by hand, in no unit';
}

function isMainProcess(mainPid: number, masterPid: number): boolean {
  if (mainPid === masterPid) return true;
  const line = ancestors(masterPid);
  const main = line.findIndex(({ pid }) => pid === mainPid);
  return main !== -1 && line.slice(0, main + 1).every(({ comm }) => WRAPPER.test(comm));
}

function ancestors(pid: number): { pid: number; comm: string }[] {
  const line: { pid: number; comm: string }[] = [];
  let parent = readStat('/proc', pid)?.ppid ?? 0;
  while (parent > 1 && line.length < 64) {
    const stat = readStat('/proc', parent);
    if (!stat) break;
    line.push({ pid: stat.pid, comm: stat.comm });
    parent = stat.ppid;
  }
  return line;
}
