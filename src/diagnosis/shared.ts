import { printable } from '../model/printable.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { SharedWithMaster } from '../model/verdict/evidence.ts';
import { parseFdLink } from '../proc/fd-link.ts';
import { countShared, sharedFds } from '../proc/shared-fds.ts';

const MOST_EXAMPLES = 2;

/** What a worker has from its master; null when it is no worker, or that may not be read. */
export function readShared(
  procRoot: string,
  row: ProcessSample,
  masterPid: number | null,
  siblingPids: readonly number[],
): SharedWithMaster | null {
  if (masterPid === null || row.pid === masterPid) return null;
  const shared = sharedFds(procRoot, masterPid, row.pid);
  if (!shared) return null;
  const sibling = siblingPids[0];
  const inSibling = sibling === undefined ? null : countShared(procRoot, sibling, shared);
  return { masterPid, count: shared.fds.length, inSibling, examples: examplesOf(shared.links) };
}

/** `400 × file /srv/x`, the most frequent first. */
function examplesOf(links: readonly string[]): string[] {
  const names = links.map(link => {
    const { kind, path } = parseFdLink(link);
    return path === '' ? kind : `${kind} ${printable(path, 80)}`;
  });
  const groups = [...Map.groupBy(names, name => name)].map(([name, all]) => [name, all.length] as const);
  groups.sort((a, b) => b[1] - a[1]);
  return groups.slice(0, MOST_EXAMPLES).map(([name, count]) => `${count} × ${name}`);
}
