import { words } from '../words/words.ts';
import { ancestorsOf } from './ancestors.ts';
import { containerService } from './container.ts';
import { ownerOf } from './owner.ts';
import { byHand, type ManagedService, type NoService, type Purpose } from './service.ts';
import { supervisedService } from './supervisor.ts';
import { supervisordAt } from './supervisord.ts';
import { unitService } from './unit-service.ts';

/** The service that a master is, and the manager that owns it: from its cgroup and its ancestors; or why there is none. */
export async function findService(masterPid: number, purpose: Purpose): Promise<ManagedService | NoService> {
  const owner = ownerOf(masterPid);
  if (owner.manager === 'kubernetes') {
    const why = words().services.kubernetes;
    return { why, wayOut: words().services.kubernetesOut };
  }
  if (owner.manager === 'docker' || owner.manager === 'podman') return await containerService(owner, masterPid);
  // Its programs lie in the unit of supervisord itself: the ancestor tells more than the cgroup.
  for (const { pid } of ancestorsOf(masterPid)) {
    const supervisord = supervisordAt(pid);
    if (supervisord) return await supervisedService(supervisord, masterPid, purpose);
  }
  if (owner.unit !== null) return await unitService(owner, masterPid);
  return { why: words().services.startedByHand, wayOut: byHand() };
}

/** Tells a service from the reason why there is none. */
export function isService(found: ManagedService | NoService): found is ManagedService {
  return 'by' in found;
}
