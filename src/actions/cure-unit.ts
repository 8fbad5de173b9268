import { shellCommand } from '../model/shell-command.ts';
import { userName } from '../proc/users.ts';
import { ancestorsOf } from '../service/ancestors.ts';
import { findService, isService } from '../service/find-service.ts';
import { ownerOf } from '../service/owner.ts';
import type { ManagedService } from '../service/service.ts';
import { supervisordAt } from '../service/supervisord.ts';
import type { UnitRef } from '../service/systemd.ts';
import { words } from '../words/words.ts';

/** Not a unit of systemd, and whose it is: for advice. */
export interface NoUnit {
  by: Exclude<ManagedService['by'], 'systemd' | 'systemd-user'> | 'kubernetes' | 'hand';
  /** A sentence. */
  why: string;
}

export type FoundUnit = { ref: UnitRef } | NoUnit | { refused: string; denied?: true };

/**
 * The systemd unit whose main process a master is. A user's own unit is that user's to cure: root writes into no folder in
 * which another user may have put a symbolic link.
 */
export async function unitOf(masterPid: number): Promise<FoundUnit> {
  const owner = ownerOf(masterPid);
  const { uid } = owner;
  if (owner.manager === 'systemd-user' && uid !== null && uid !== process.getuid?.()) {
    const command = shellCommand(['sudo', '-u', userName(uid), `XDG_RUNTIME_DIR=/run/user/${uid}`, 'fdtop', 'cure']);
    return {
      refused: words().cure.ofUser(owner.unit, userName(uid), command),
      denied: true,
    };
  }
  const found = await findService(masterPid, 'look');
  if (isService(found)) {
    if (found.by === 'systemd' || found.by === 'systemd-user') return { ref: { unit: found.unit, uid } };
    return { by: found.by, why: words().cure.runsAs(found.by === 'supervisor' ? 'supervisord' : found.by, found.unit) };
  }
  const { manager } = owner;
  if (manager === 'kubernetes' || manager === 'docker' || manager === 'podman') return { by: manager, why: found.why };
  if (ancestorsOf(masterPid).some(({ pid }) => supervisordAt(pid) !== null))
    return { by: 'supervisor', why: found.why };
  if (found.denied) return { refused: `${found.why}; ${found.wayOut}`, denied: true };
  return { by: 'hand', why: found.why };
}
