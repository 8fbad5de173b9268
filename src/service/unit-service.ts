import type { Foreign } from '../model/foreign.ts';
import { words } from '../words/words.ts';
import { isMainProcess } from './ancestors.ts';
import { lastJournalLines } from './journal.ts';
import { type Owner, ownerOf } from './owner.ts';
import { byHand, type ManagedService, type NoService } from './service.ts';
import {
  askUnit,
  changeUnit,
  isSystemdRunning,
  scope,
  showUnit,
  type UnitRef,
  unitCommand,
  unitState,
} from './systemd.ts';

const PROPERTIES = [
  'LoadState',
  'MainPID',
  'CanReload',
  'NeedDaemonReload',
  'LimitNOFILESoft',
  'TimeoutStopUSec',
  'TriggeredBy',
];

/**
 * The systemd unit of a master, by the name in its cgroup. A Gunicorn started by hand under sshd or cron lies in *their*
 * unit: it is the master's own only if its main process is the master, or a wrapper around it.
 */
export async function unitService(owner: Owner, masterPid: number): Promise<ManagedService | NoService> {
  const unit = owner.unit!;
  const ref: UnitRef = { unit, uid: owner.uid };
  if (!isSystemdRunning()) {
    return {
      why: words().services.noSystemd(unit),
      wayOut: words().services.onItsHost(unit),
    };
  }
  const { shown, ran } = await askUnit(ref, PROPERTIES);
  if (!shown) {
    const why = words().services.notAnswered(unit, ran.words);
    const wayOut = owner.uid === null ? words().services.asRoot : words().services.asUid(owner.uid);
    return { why, wayOut, ...(ran.denied || owner.uid !== null ? { denied: true } : {}) };
  }
  if (shown.get('LoadState')?.raw !== 'loaded') return { why: words().services.notKnown(unit), wayOut: byHand() };
  const mainPid = Number(shown.get('MainPID')?.raw);
  if (!isMainProcess(mainPid, masterPid)) {
    return { why: words().services.otherMain(unit, mainPid || null), wayOut: byHand() };
  }
  return serviceOf(owner, ref, shown, masterPid);
}

/** Whether a master is the main process of a unit of the system, or all between the two are wrappers: the system has started it. */
export async function isMainOfUnit(masterPid: number): Promise<boolean> {
  const { manager, unit } = ownerOf(masterPid);
  if (manager !== 'systemd' || unit === null || !isSystemdRunning()) return false;
  const shown = await showUnit({ unit, uid: null }, ['MainPID']);
  const mainPid = Number(shown?.get('MainPID')?.raw);
  return mainPid > 0 && isMainProcess(mainPid, masterPid);
}

function serviceOf(owner: Owner, ref: UnitRef, shown: ReadonlyMap<string, Foreign>, masterPid: number): ManagedService {
  const { unit, uid } = ref;
  const isOwn = uid !== null && uid === process.getuid?.();
  const mainPid = async () => Number((await showUnit(ref, ['MainPID']))?.get('MainPID')?.raw) || null;
  return {
    by: owner.manager as 'systemd' | 'systemd-user',
    unit,
    // ExecReload is as a rule `kill -HUP $MAINPID`: that ends a shell that only waits for the master.
    canReload: shown.get('CanReload')?.raw === 'yes' && Number(shown.get('MainPID')?.raw) === masterPid,
    says: restartSays(unit, shown),
    nextLimit: parseLimit(shown.get('LimitNOFILESoft')?.raw),
    command: change => unitCommand(change, ref),
    sudoCommand: change => (isOwn ? null : ['sudo', 'systemctl', ...scope(ref), change, unit]),
    change: change => changeUnit(change, ref),
    mainPid,
    owns: async pid => {
      const now = ownerOf(pid);
      return now.manager === owner.manager && now.unit === unit && now.uid === uid;
    },
    state: async () => {
      const { active, text } = await unitState(ref);
      return { text, down: active === 'failed' || active === 'inactive' };
    },
    lastLines: async () => ({ log: 'journal', lines: await lastJournalLines(ref) }),
  };
}

function restartSays(unit: string, shown: ReadonlyMap<string, Foreign>): string[] {
  const said = words().services;
  const socket = /\S+\.socket/.exec(String(shown.get('TriggeredBy') ?? ''))?.[0];
  const between = socket ? said.waitIn(socket) : said.refused;
  return [
    said.stopTimeout(String(shown.get('TimeoutStopUSec') ?? '') || null, unit),
    between,
    ...(shown.get('NeedDaemonReload')?.raw === 'yes' ? [said.isStale(unit)] : []),
  ];
}

/** LimitNOFILESoft as systemctl show prints it: a number, or `infinity`. */
export function parseLimit(text: string | undefined): number | null {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}
