import type { FdObjectKind } from '../fd-objects.ts';
import type { Holder } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import { explains } from './explains.ts';
import type { Follower } from './follow.ts';
import { handedTo } from './handed-to.ts';
import { type Receivers, receiversOf } from './receivers.ts';
import { registrations } from './registrations.ts';
import { type Store, toStore } from './store.ts';
import { storesInFrame, storesInFunction } from './stores-in-functions.ts';

export interface StoresFound {
  /** The likeliest line that stores into what holds the fds. */
  store: Store | undefined;
  /** Lines that are as likely, and that store what another line opens. */
  rivals: number;
}

/** Looks for the line that stores into the holder, by the surest way that finds what was followed to where it is opened. */
export function storesOf(app: AppSource, holder: Holder, owner: FdObjectKind, follower: Follower): StoresFound {
  const ways = [
    ...receiversOf(app, holder).map(names => () => storesInto(app, holder, names, follower)),
    () => handedTo(app, holder, follower),
    () => storesInFunction(app, holder, follower),
    () => storesInFrame(app, holder, follower),
    () => registrations(app, holder, owner, follower),
  ];
  let unfollowed: StoresFound = { store: undefined, rivals: 0 };
  for (const way of ways) {
    const found = likeliest(way(), holder);
    if (found.store?.opened?.known) return found;
    if (!unfollowed.store) unfollowed = found;
  }
  return unfollowed;
}

/** What was followed to where it is opened first, and of those what makes the objects that the heap has there. */
function likeliest(stores: readonly Store[], { inside }: Holder): StoresFound {
  const rank = ({ opened }: Store) => (opened === null ? 0 : opened.known ? 2 : 1);
  const [first, ...others] = stores
    .map(store => ({ store, score: rank(store) * 1_000 + explains(store, inside) }))
    .sort((a, b) => b.score - a.score);
  const isRival = ({ store: { opened }, score }: (typeof others)[number]) =>
    score === first!.score &&
    (opened?.line !== first!.store.opened?.line || opened?.facts !== first!.store.opened?.facts);
  return { store: first?.store, rivals: others.filter(isRival).length };
}

/** Into a collection of this name; where there is none, the name itself is assigned. */
function storesInto(app: AppSource, holder: Holder, names: Receivers, follower: Follower): Store[] {
  return app.with(names.word).flatMap(facts => {
    const put = facts.stores.filter(({ receiver, scope }) => names.match(facts, receiver, scope));
    const assigned = facts.assignments.filter(({ target, scope }) => names.match(facts, target, scope));
    return [...put, ...(holder.container === null ? assigned : [])]
      .filter(({ value }) => value.type !== 'constant')
      .map(each => toStore(facts, each, holder, follower));
  });
}
