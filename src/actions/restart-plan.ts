import { shellCommand } from '../model/shell-command.ts';
import { parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { findService, isService } from '../service/find-service.ts';
import { byHand, type Change, type ManagedService, type NoService, type Purpose } from '../service/service.ts';
import { words } from '../words/words.ts';
import { mastersOf } from './service-masters.ts';
import type { Target } from './signal.ts';

/** One way to restart or reload. */
export interface Way {
  does: Change;
  by: ManagedService['by'] | 'hup';
  /** systemd unit, GROUP:NAME of supervisord, or the container's id; null where nobody owns it. */
  unit: string | null;
  /** Exactly what is run, as a person would type it. */
  command: string;
  /** The same for one who may; null where sudo is of no use. */
  sudoCommand: string | null;
  /** What it does to requests, connections and limits: sentences, one a line. */
  says: string[];
  /** What owns the master, also where the reload itself goes past it; null where nothing does. */
  service: ManagedService | null;
}

/** Why it cannot be done, and the way out: a sentence without its full stop. */
export interface Refusal {
  refused: string;
  /** This user may not ask the manager; another might. */
  denied?: true;
}

export interface ServicePlan {
  restart: Way | Refusal;
  reload: Way | Refusal;
}

/** Tells a way from the reason why there is none. */
export function isWay(planned: Way | Refusal): planned is Way {
  return 'does' in planned;
}

/** How the server of this master can be restarted, and how reloaded: two different things. Changes nothing. */
export async function planService(
  master: Target,
  about: { isGunicorn: boolean; upgrading: boolean; purpose: Purpose },
): Promise<ServicePlan> {
  if (about.upgrading) {
    const upgrade = { refused: words().restarts.upgrade };
    return { restart: upgrade, reload: upgrade };
  }
  const found = await findService(master.pid, about.purpose);
  const service = isService(found) ? found : null;
  return {
    restart: isService(found) ? await restartWay(found, master) : refusal(found, about.isGunicorn),
    reload: about.isGunicorn ? reloadWay(service, master) : noReload(service),
  };
}

function refusal({ why, wayOut, denied }: NoService, isGunicorn: boolean): Refusal {
  // To many programs HUP is the order to die.
  const out = wayOut === byHand() && !isGunicorn ? words().restarts.stopAndStart : wayOut;
  return { refused: `${why}; ${out}`, ...(denied ? { denied } : {}) };
}

function noReload(service: ManagedService | null): Refusal {
  const out = service ? words().restarts.restartInstead : words().restarts.seeManual;
  return { refused: words().restarts.noHup(out) };
}

async function restartWay(service: ManagedService, master: Target): Promise<Way> {
  const others = (await mastersOf(service)).filter(({ pid }) => pid !== master.pid);
  const said = words().restarts;
  const now = softLimitOf(master.pid);
  return {
    does: 'restart',
    by: service.by,
    unit: service.unit,
    command: shellCommand(service.command('restart')),
    sudoCommand: typed(service.sudoCommand('restart')),
    says: [
      said.saysRestart,
      ...(others.length > 0 ? [said.others(service.unit, others.map(({ pid }) => pid).join(', '))] : []),
      ...service.says,
      ...(service.nextLimit !== null && now !== null && service.nextLimit !== now
        ? [said.limitChanges(now, service.nextLimit)]
        : []),
    ],
    service,
  };
}

function reloadWay(service: ManagedService | null, { pid }: Target): Way {
  const managed = service?.canReload ? service : null;
  const said = words().restarts;
  const now = softLimitOf(pid);
  const next = service?.nextLimit ?? now;
  return {
    does: 'reload',
    by: managed?.by ?? 'hup',
    unit: service?.unit ?? null,
    command: shellCommand(managed?.command('reload') ?? ['kill', '-HUP', String(pid)]),
    sudoCommand: typed(managed ? managed.sudoCommand('reload') : ['sudo', 'kill', '-HUP', String(pid)]),
    says: [said.saysReload, said.noRefusal, said.keepsLimit(now), ...(next !== now ? [said.takesRestart(next)] : [])],
    service,
  };
}

function typed(command: readonly string[] | null): string | null {
  return command && shellCommand(command);
}

/** Null when the process is gone, or its limits may not be read. */
export function softLimitOf(pid: number): number | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '')?.soft ?? null;
}
