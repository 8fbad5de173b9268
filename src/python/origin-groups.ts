import type { Origin, OriginGroup } from '../model/origin.ts';
import { readProcLink } from '../proc/tree.ts';
import type { OriginsRequest } from './read-origins.ts';
import type { SampledGroup } from './sampled-groups.ts';
import type { AppSource } from './source/app-source.ts';
import { candidateLines } from './source/candidates.ts';
import { withDefiningName } from './source/defining-name.ts';
import { joinSource } from './source/join.ts';
import type { Walked, WalkedFd } from './walk.ts';

/** What is told of a group of fds; `sampled`: of how many of them. */
export function toGroup(
  app: AppSource,
  group: SampledGroup,
  walked: Walked | null,
  request: OriginsRequest,
): { group: OriginGroup; sampled: number } {
  const { label, count } = group;
  if (!walked)
    return { group: { label, count, origins: [], candidates: candidateLines(app, group, false) }, sampled: 0 };
  const own = new Set(group.fds);
  // One that was closed meanwhile, by a request that ended, tells nothing.
  const fds = walked.fds
    .filter(each => own.has(each.fd) && (each.owner || isOpen(request, each.fd)))
    .map(each => ({ ...each, holder: each.holder && withDefiningName(app, each.holder) }));
  const origins = [...Map.groupBy(fds, heldBy).values()].map(same => toOrigin(app, same, fds.length, walked));
  origins.sort((a, b) => b.share - a.share);
  const isRaw = fds.some(({ owner }) => owner === null);
  return {
    group: { label, count, origins, candidates: isRaw ? candidateLines(app, group, true) : [] },
    sampled: fds.length,
  };
}

function isOpen({ procRoot, pid }: OriginsRequest, fd: number): boolean {
  try {
    readProcLink(`${procRoot}/${pid}/fd/${fd}`);
    return true;
  } catch {
    return false;
  }
}

function heldBy({ holder }: WalkedFd): string {
  return holder === null ? '' : `${holder.how} ${holder.heldBy}`;
}

function toOrigin(app: AppSource, same: readonly WalkedFd[], all: number, { complete, cut }: Walked): Origin {
  const share = same.length / all;
  const { owner, holder } = same[0]!;
  if (owner === null || holder === null) {
    return {
      share,
      heldBy: complete ? 'no Python object' : 'not found',
      how: 'none',
      container: null,
      openedAt: null,
      storedAt: null,
      confidence: complete ? 'high' : 'low',
      why: complete
        ? 'a plain number (os.open, os.pipe, os.dup, detach), or what a library in C has opened'
        : 'not all objects could be looked at (see the notes)',
      sampledFds: same.length,
    };
  }
  const { heldBy, exactly, how } = holder;
  const isOne = same.every(each => each.holder?.exactly === exactly);
  // Lists in a dict differ in length: the longest one is told.
  const containers = same.flatMap(each => each.holder?.container ?? []);
  const container = containers.sort((a, b) => b.length - a.length)[0] ?? null;
  const joined = joinSource(app, isOne ? holder : { ...holder, exactly: heldBy }, owner.kind);
  return {
    share,
    heldBy: isOne ? exactly : heldBy,
    how,
    container,
    ...joined,
    // A better name may have been behind the bound.
    confidence: cut && joined.confidence === 'high' ? 'medium' : joined.confidence,
    sampledFds: same.length,
  };
}
