import { ancestorsOf } from './ancestors.ts';
import { containerService } from './container.ts';
import { ownerOf } from './owner.ts';
import { HAND, type ManagedService, type NoService } from './service.ts';
import { supervisedService } from './supervisor.ts';
import { isSupervisord } from './supervisord.ts';
import { unitService } from './unit-service.ts';

/** The service that a master is, and the manager that owns it: from its cgroup and its ancestors; or why there is none. */
export async function findService(masterPid: number): Promise<ManagedService | NoService> {
  const owner = ownerOf(masterPid);
  if (owner.manager === 'kubernetes') {
    const why = 'Kubernetes runs it, and may move it to another node';
    return { why, wayOut: 'run: kubectl rollout restart deployment/NAME' };
  }
  if (owner.manager === 'docker' || owner.manager === 'podman') return await containerService(owner, masterPid);
  // Its programs lie in the unit of supervisord itself: the ancestor tells more than the cgroup.
  const supervisord = ancestorsOf(masterPid).find(({ pid }) => isSupervisord(pid));
  if (supervisord) return await supervisedService(supervisord.pid, masterPid);
  if (owner.unit !== null) return await unitService(owner, masterPid);
  return { why: 'it was started by hand: no service manager owns it', wayOut: HAND };
}

/** Tells a service from the reason why there is none. */
export function isService(found: ManagedService | NoService): found is ManagedService {
  return 'by' in found;
}
