import type { Manager } from '../model/snapshot.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { tryReadProcFile } from '../proc/tree.ts';

/** Who keeps a process running, as far as its cgroup tells. */
export interface Owner {
  manager: Manager;
  /** systemd unit, or the container's id. */
  unit: string | null;
  /** Of a user unit, or of a rootless container: whose it is. */
  uid: number | null;
}

const NOBODY: Owner = { manager: 'none', unit: null, uid: null };

/** The characters that systemd allows in a unit name (src/basic/unit-name.h), and a suffix of a unit that can be restarted. */
const UNIT = /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]*\.service$/;

/** `kubepods`, with the cgroup driver's or kind's prefix (`kubelet-kubepods.slice`), at any depth. */
const KUBERNETES = /(?:^|-)kubepods\b/;

/**
 * The owner of a process by its cgroup path, as systemd itself reads it (src/basic/cgroup-util.c): slices are skipped,
 * the next component is the unit, one leading `_` is an escape. A scope is no service: started by hand.
 */
export function ownerOfCgroup(path: string | null): Owner {
  const parts = (path ?? '').split('/').filter(part => part !== '');
  // First of all: a node of kind or k3d is a docker container itself, and not the one to restart.
  if (parts.some(part => KUBERNETES.test(part))) return { manager: 'kubernetes', unit: null, uid: null };
  const container = containerOwner(parts);
  if (container) return container;

  const unit = skipSlices(parts);
  const uid = userOf(unit[0]);
  if (uid !== null) return serviceOwner(skipSlices(unit.slice(1))[0], 'systemd-user', uid);
  return serviceOwner(unit[0], 'systemd', null);
}

/** The owner of a process of this machine now; nobody when it is gone. */
export function ownerOf(pid: number): Owner {
  return ownerOfCgroup(parseCgroupPath(tryReadProcFile(`/proc/${pid}/cgroup`) ?? ''));
}

function serviceOwner(component: string | undefined, manager: Manager, uid: number | null): Owner {
  const unit = component?.replace(/^_/, '') ?? '';
  return UNIT.test(unit) ? { manager, unit, uid } : NOBODY;
}

function skipSlices(parts: string[]): string[] {
  const first = parts.findIndex(part => !part.endsWith('.slice'));
  return first === -1 ? [] : parts.slice(first);
}

/** The uid of `user@1000.service`, a user's own systemd. */
function userOf(component: string | undefined): number | null {
  const match = /^user@(\d+)\.service$/.exec(component ?? '');
  return match && Number(match[1]);
}

function containerOwner(parts: string[]): Owner | null {
  const uid = userOf(skipSlices(parts)[0]);
  for (const [index, part] of parts.entries()) {
    // With the cgroup driver of systemd, or without a systemd: cgroupfs.
    const scope = /^(docker|libpod)-([0-9a-f]{64})(?:\.scope)?$/.exec(part);
    const plain = part === 'docker' && /^[0-9a-f]{64}$/.exec(parts[index + 1] ?? '');
    if (scope) return { manager: scope[1] === 'docker' ? 'docker' : 'podman', unit: scope[2]!.slice(0, 12), uid };
    if (plain) return { manager: 'docker', unit: plain[0].slice(0, 12), uid };
  }
  return null;
}
