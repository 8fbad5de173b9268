import { formatCount } from '../model/format.ts';
import { parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { findService, isService } from '../service/find-service.ts';
import { type Change, HAND, type ManagedService, type NoService } from '../service/service.ts';
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

const UPGRADE = {
  refused:
    'an upgrade (USR2) is in progress: two masters run, and only one would be reached; end it first ' +
    '(QUIT to the old master completes it, QUIT to the new one takes it back)',
};

/** How the server of this master can be restarted, and how reloaded: two different things. Changes nothing. */
export async function planService(
  master: Target,
  about: { isGunicorn: boolean; upgrading: boolean },
): Promise<ServicePlan> {
  if (about.upgrading) return { restart: UPGRADE, reload: UPGRADE };
  const found = await findService(master.pid);
  const service = isService(found) ? found : null;
  return {
    restart: isService(found) ? await restartWay(found, master) : refusal(found, about.isGunicorn),
    reload: about.isGunicorn ? reloadWay(service, master) : noReload(service),
  };
}

function refusal({ why, wayOut, denied }: NoService, isGunicorn: boolean): Refusal {
  // To many programs HUP is the order to die.
  const out = wayOut === HAND && !isGunicorn ? 'stop it and start it again the way it was started' : wayOut;
  return { refused: `${why}; ${out}`, ...(denied ? { denied } : {}) };
}

function noReload(service: ManagedService | null): Refusal {
  const out = service ? 'restart it instead (fdtop restart)' : 'see its manual';
  return { refused: `it is no Gunicorn, and what HUP does to it is not known; ${out}` };
}

async function restartWay(service: ManagedService, master: Target): Promise<Way> {
  const others = (await mastersOf(service)).filter(({ pid }) => pid !== master.pid);
  const now = softLimitOf(master.pid);
  return {
    does: 'restart',
    by: service.by,
    unit: service.unit,
    command: service.command('restart').join(' '),
    sudoCommand: service.sudoCommand('restart'),
    says: [
      'The master and all workers end, and start anew with the app and the configuration on disk.',
      ...(others.length > 0
        ? [`${service.unit} runs others, which restart too: master ${others.map(({ pid }) => pid).join(', ')}.`]
        : []),
      ...service.says,
      ...(service.nextLimit !== null && now !== null && service.nextLimit !== now
        ? [`The soft limit of open files changes: ${formatCount(now)} now, ${formatCount(service.nextLimit)} then.`]
        : []),
    ],
    service,
  };
}

function reloadWay(service: ManagedService | null, { pid }: Target): Way {
  const managed = service?.canReload ? service : null;
  const now = softLimitOf(pid);
  const next = service?.nextLimit ?? now;
  return {
    does: 'reload',
    by: managed?.by ?? 'hup',
    unit: service?.unit ?? null,
    command: managed?.command('reload').join(' ') ?? `kill -HUP ${pid}`,
    sudoCommand: managed ? managed.sudoCommand('reload') : `sudo kill -HUP ${pid}`,
    says: [
      'New workers start with the app on disk; the old ones end their requests (graceful_timeout), then they go.',
      'No connection is refused: the master and its sockets stay.',
      `The master keeps its limit of ${formatCount(now)} open files, and its workers inherit it.`,
      ...(next !== now ? [`The limit of ${formatCount(next)} that is configured takes a restart.`] : []),
    ],
    service,
  };
}

/** Null when the process is gone, or its limits may not be read. */
export function softLimitOf(pid: number): number | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '')?.soft ?? null;
}
