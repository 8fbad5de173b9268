import type { FdObjectKind } from '../fd-objects.ts';
import type { Holder } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import { classOf, findClass } from './classes.ts';
import { type FileFacts, resolve } from './facts.ts';
import { type Follower, type FoundLine, lastName } from './follow.ts';
import { isOpener, openerWords } from './openers.ts';
import type { Store } from './store.ts';
import { isWithin } from './stores-in-functions.ts';

type Call = FileFacts['calls'][number];
type IsMeant = (call: Call, facts: FileFacts) => boolean;

/** Where a value could not be followed: the one call nearby that opens such fds, or that makes such an object. */
export function openedNearby(
  app: AppSource,
  { inside }: Holder,
  owner: FdObjectKind,
  store: Store | undefined,
  follower: Follower,
): FoundLine | null {
  const found = openedInside(app, inside, owner, follower);
  if (found) return found;
  const names = new Set(inside.slice(0, -1).flatMap(({ type }) => (type.includes('.') ? [lastName(type)] : [])));
  const own = lastName(inside.at(-1)?.type ?? '');
  // The fd's own object is a socket or a file, whatever made it.
  const packages = new Set(inside.slice(0, -1).flatMap(({ type }) => (type.includes('.') ? type.split('.')[0]! : [])));
  const makes: IsMeant = ({ callee }, facts) => names.has(lastName(callee)) && isName(callee, facts);
  const opens: IsMeant = ({ callee }, facts) =>
    isOpener(resolve(facts, callee), owner) || (lastName(callee) === own && isName(callee, facts));
  const isOfPackage: IsMeant = (call, facts) =>
    opens(call, facts) && packages.has(resolve(facts, call.callee).split('.')[0]!);
  if (store) {
    const { facts, scope } = store;
    const isHere: IsMeant = call => scope.function !== null && call.scope.function === scope.function;
    const here = only([facts], call => isHere(call, facts) && (makes(call, facts) || opens(call, facts)));
    const near = here ?? only([facts], makes);
    if (near) return near;
  }
  if (!store) {
    for (const { facts } of inside.flatMap(({ type }) => findClass(app, type) ?? [])) {
      const found = only([facts], opens);
      if (found) return found;
    }
  }
  const words = [...names, own, ...openerWords(owner)].filter(name => /^[\p{L}\p{N}_]{3,}$/u.test(name));
  const files = new Set(words.flatMap(word => app.with(word)));
  return only(files, makes) ?? only(files, isOfPackage) ?? only(files, opens);
}

/** A class, or what a module has: `Client()`, `models.Client()`; of `pool.connection()` nobody knows what it is. */
function isName(callee: string, { imports, classes }: FileFacts): boolean {
  const head = callee.split('.')[0]!;
  return head === callee || imports.has(head) || classes.has(head);
}

/** By a class on the way to the fd, the outermost that tells; by an attribute that the app gives; by a closure. */
export function openedInside(
  app: AppSource,
  inside: Holder['inside'],
  owner: FdObjectKind,
  follower: Follower,
): FoundLine | null {
  const starts = inside.map((_, start) => inside.slice(start));
  for (const way of [follower.inClass, follower.givenTo]) {
    for (const rest of starts) {
      const found = way.call(follower, rest);
      if (found) return found;
    }
  }
  for (const { code, step } of inside.toReversed()) {
    const facts = step.kind === 'function' && code?.file ? app.file(code.file) : null;
    const names = code?.name.split('.').filter(name => name !== '<locals>') ?? [];
    for (const { id } of facts?.functions.filter(({ name }) => names.includes(name)) ?? []) {
      const isIts: IsMeant = ({ callee, scope }, facts) =>
        isWithin(facts, scope, id) && isOpener(resolve(facts, callee), owner);
      const found = only([facts!], isIts);
      if (found) return found;
    }
  }
  return null;
}

/** What `with` closes: of a database only the cursor. */
function isClosedBy({ callee }: Call): boolean {
  return !callee.endsWith('.cursor');
}

/** The one line that makes the first object of the app's own on the way: a thread, a client, that a library keeps. */
export function madeBy(app: AppSource, { inside }: Holder): FoundLine | null {
  const own = inside.flatMap(({ type }) => findClass(app, type) ?? [])[0];
  const name = own?.name.split('.').at(-1);
  if (!name) return null;
  return only(app.with(name), ({ callee }, facts) => {
    const made = callee.endsWith(name) ? classOf(app, facts, callee) : null;
    return made?.facts === own!.facts && made.name === own!.name;
  });
}

/** Two such lines would be a guess. */
function only(files: Iterable<FileFacts>, isMeant: IsMeant): FoundLine | null {
  const [first, ...rest] = [...files].flatMap(facts =>
    facts.calls
      .filter(call => !(call.managed && isClosedBy(call)) && isMeant(call, facts))
      .map(({ callee, line }) => ({ facts, line, callee: resolve(facts, callee), known: false })),
  );
  return first && rest.every(({ facts, line }) => facts === first.facts && line === first.line) ? first : null;
}
