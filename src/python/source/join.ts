import { plural } from '../../model/format.ts';
import type { Confidence, Holding, SourceLine } from '../../model/origin.ts';
import { printable } from '../../model/printable.ts';
import type { FdObjectKind } from '../fd-objects.ts';
import type { Holder } from '../holder.ts';
import { isLibraryFile } from '../library.ts';
import type { AppSource } from './app-source.ts';
import { classOf, findClass, lineage } from './classes.ts';
import { Follower, type FoundLine } from './follow.ts';
import { madeBy, openedInside, openedNearby } from './nearby.ts';
import { receiversOf } from './receivers.ts';
import { registrations } from './registrations.ts';
import type { Store } from './store.ts';
import { storesOf } from './stores.ts';

/** What the source says to a holder that was found in the heap. */
export interface Joined {
  openedAt: SourceLine | null;
  storedAt: SourceLine | null;
  confidence: Confidence;
  why: string;
}

/** From who holds the fds, and what they belong to, to the lines that put them there and that opened them. */
export function joinSource(app: AppSource, holder: Holder, owner: FdObjectKind): Joined {
  const follower = new Follower(app, owner);
  if (holder.root === null) return joinNameless(app, holder, owner, follower);
  const { store, rivals, weak } = storesOf(app, holder, owner, follower);
  const followed = store?.opened?.known ?? false;
  const opened =
    followed || store?.opened?.told
      ? store!.opened!
      : (openedNearby(app, holder, owner, store, follower) ?? madeIn(app, holder, store));
  const kept = store ?? madeBy(app, holder);
  const others = opened?.others ?? 0;
  const isTied = rivals > 0 || others > 0;
  const changed = [opened?.facts, kept?.facts].find(facts => facts && app.isChanged(facts));
  const isSure = followed && !weak && !isTied && !changed;
  return {
    openedAt: opened && app.line(opened.facts, opened.line),
    storedAt: kept && app.line(kept.facts, kept.line),
    confidence: isSure ? 'high' : (kept || opened) && !(weak && isTied) ? 'medium' : 'low',
    why: [
      reason(app, holder, store, opened),
      ...(kept && !store ? ['the object of the app that has them is made here'] : []),
      ...(store && weak ? ['the name is the same, but whether it is of this object is not known'] : []),
      ...(others > 0 ? [`${plural(others, 'other line')} may as well have opened them`] : []),
      ...(rivals > 0 ? [`${plural(rivals, 'other line')} may as well have stored them`] : []),
      ...(changed ? [`${app.line(changed, 1).file} has changed since it was loaded: the lines may have moved`] : []),
      ...remarks(app, holder, store),
    ].join('; '),
  };
}

/** The call that makes what is stored; not where that is one object of the app, which the fds were given to later. */
function madeIn(app: AppSource, { container, inside }: Holder, store: Store | undefined): FoundLine | null {
  const isOne = container === null && inside[0] !== undefined && findClass(app, inside[0].type) !== null;
  return isOne ? null : (store?.opened ?? null);
}

function reason(app: AppSource, holder: Holder, store: Store | undefined, opened: FoundLine | null): string {
  if (store?.opened?.known) return 'what is opened there was followed to where it is stored';
  if (store)
    return opened
      ? 'what is created there is stored here'
      : 'it is stored here; where it is opened could not be followed';
  const library = libraryOf(holder);
  const { root } = holder;
  const file = root && 'file' in root && !library ? root.file : null;
  if (file !== null && app.isUnreadable(file))
    return `the heap says who holds it; its source cannot be read: ${printable(file)}`;
  const missing = library
    ? `${library} is a library: it keeps them, and no line of the app that hands them over was found`
    : 'the heap says who holds it; no line that stores into it was found';
  return opened ? `${missing}; what is opened is the only such line that fits` : missing;
}

/** The library whose name it is that holds them; null when it is the app's, or a call's. */
function libraryOf({ root }: Holder): string | null {
  return root && 'module' in root && isLibraryFile(root.file) ? root.module.split('.')[0]! : null;
}

/** What no name leads to: the class that creates the fd's object, or the function whose call had it. */
function joinNameless(app: AppSource, holder: Holder, owner: FdObjectKind, follower: Follower): Joined {
  const { how, inside, cut } = holder;
  const store = how === 'none' && !cut ? registrations(app, holder, owner, follower)[0] : undefined;
  const opened = store?.opened ?? follower.inCall(inside) ?? openedInside(app, inside, owner, follower);
  const isSure = how === 'cycle' && opened?.known && !opened.others && !app.isChanged(opened.facts);
  return {
    openedAt: opened && app.line(opened.facts, opened.line),
    storedAt: store ? app.line(store.facts, store.line) : null,
    confidence: isSure ? 'high' : opened ? 'medium' : 'low',
    why:
      NAMELESS[cut && how === 'none' ? 'cut' : how] + (opened ? '' : '; no line of the app that makes them was found'),
  };
}

const NAMELESS: Partial<Record<Holding | 'cut', string>> = {
  cut: 'the search was cut off by a bound before it came to a name',
  chain: 'one holds the next: the search ended before it came to the first of them, and to its name',
  cycle: 'objects that refer to each other, so that they wait for the garbage collector',
  none: 'an object owns it, but no Python name leads there: C code has it (atexit, a callback), or a call that is being left',
};

function remarks(app: AppSource, holder: Holder, store: Store | undefined): string[] {
  const found: string[] = [];
  if (holder.container !== null && store && libraryOf(holder) === null) {
    const isTaken = receiversOf(app, holder).some(names =>
      app
        .with(names.word)
        .some(facts => facts.removals.some(({ receiver, scope }) => names.match(facts, receiver, scope))),
    );
    found.push(isTaken ? 'something takes entries out again, but not enough' : 'nothing takes them out again');
  }
  const { attribute, path } = holder;
  if (attribute && path.length > 1 && findClass(app, attribute.class))
    found.push(`.${attribute.name} is of a ${attribute.class}`);
  if (doesNeverClose(app, holder)) found.push('no close() in the class');
  return found;
}

/** Only of a class that is the app's alone: one made of a library's may close by that. */
function doesNeverClose(app: AppSource, { inside }: Holder): boolean {
  const own = inside.map(({ type }) => findClass(app, type)).find(each => each !== null);
  if (!own) return false;
  const classes = lineage(app, own).map(({ facts, name }) => ({ facts, ...facts.classes.get(name)! }));
  const isOwn = classes.every(({ facts, bases }) =>
    bases.every(base => base === 'object' || classOf(app, facts, base)),
  );
  return isOwn && !classes.some(({ closes }) => closes);
}
