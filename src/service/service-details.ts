import { printable } from '../model/printable.ts';
import type { ServiceDetails } from '../model/process-details.ts';
import { findService, isService } from './find-service.ts';
import { ownerOf } from './owner.ts';
import { readUnitSettings } from './unit-settings.ts';

/**
 * What the service of a Gunicorn master is configured with; of systemd's units all that touches open files.
 *
 * @throws Error that says why nothing is known of it: no manager owns the master, or it does not tell
 */
export async function readServiceDetails(masterPid: number): Promise<ServiceDetails> {
  const found = await findService(masterPid, 'look');
  if (!isService(found)) throw new Error(found.why);
  const { by, unit, nextLimit } = found;
  const plain = { by, unit, limitSoft: nextLimit, limitHard: null, files: [], environment: [], isStale: false };
  if (by !== 'systemd' && by !== 'systemd-user') return plain;
  const settings = await readUnitSettings({ unit, uid: ownerOf(masterPid).uid });
  if (typeof settings === 'string') return plain;
  const { limitSoft, limitHard, fragment, dropIns, environment, isStale } = settings;
  return {
    ...{ by, unit, limitSoft, limitHard, isStale },
    files: [fragment, ...dropIns].filter(({ raw }) => raw !== '').map(String),
    environment: [...environment.keys()].map(name => printable(name, 100)).sort(),
  };
}
