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
  /** It only has a name in common with what the heap says. */
  weak: boolean;
}

/** Looks for the line that stores into the holder, by the surest way that finds what was followed to where it is opened. */
export function storesOf(app: AppSource, holder: Holder, owner: FdObjectKind, follower: Follower): StoresFound {
  const ways = [
    ...receiversOf(app, holder).map(names => ({
      weak: names.weak ?? false,
      look: () => storesInto(app, holder, names, follower),
    })),
    { weak: false, look: () => handedTo(app, holder, follower) },
    { weak: false, look: () => storesInFunction(app, holder, follower) },
    { weak: false, look: () => storesInFrame(app, holder, follower) },
    { weak: false, look: () => registrations(app, holder, owner, follower) },
  ];
  let unfollowed: StoresFound = { store: undefined, rivals: 0, weak: false };
  for (const { weak, look } of ways) {
    const found = { ...likeliest(look(), holder), weak };
    if (found.store?.opened?.known) return found;
    if (!unfollowed.store) unfollowed = found;
  }
  return unfollowed;
}

/** What was followed to where it is opened first, and of those what makes the objects that the heap has there. */
function likeliest(stores: readonly Store[], { inside }: Holder): Omit<StoresFound, 'weak'> {
  const rank = ({ opened }: Store) => (opened === null ? 0 : opened.known ? 2 : 1);
  const [first, ...others] = stores
    .map(store => ({ store, score: rank(store) * 1_000 + explains(store, inside) }))
    .sort((a, b) => b.score - a.score);
  const isRival = ({ store: { opened }, score }: (typeof others)[number]) =>
    score === first!.score &&
    (opened?.line !== first!.store.opened?.line || opened?.facts !== first!.store.opened?.facts);
  return { store: first?.store, rivals: others.filter(isRival).length };
}

/** Into a collection of this name; where there is none, or where it is made anew each time, the name itself is assigned. */
function storesInto(app: AppSource, holder: Holder, names: Receivers, follower: Follower): Store[] {
  return app.with(names.word).flatMap(facts => {
    const put = facts.stores.filter(({ receiver, scope }) => names.match(facts, receiver, scope));
    const assigned = facts.assignments.filter(({ target, scope }) => names.match(facts, target, scope));
    const toStores = (found: typeof put | typeof assigned) =>
      found.filter(({ value }) => value.type !== 'constant').map(each => toStore(facts, each, holder, follower));
    const made = toStores(assigned).filter(({ opened }) => holder.container === null || opened?.known);
    return [...toStores(put), ...made];
  });
}
