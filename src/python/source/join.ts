import type { Confidence, SourceLine } from '../../model/origin.ts';
import type { Holder } from '../holder.ts';
import { isLibraryFile } from '../library.ts';
import type { AppSource } from './app-source.ts';
import { type FileFacts, resolve, type Scope } from './facts.ts';
import { Follower, type FoundLine } from './follow.ts';
import { isOpener } from './openers.ts';

/** What the source says to a holder that was found in the heap. */
export interface Joined {
  openedAt: SourceLine | null;
  storedAt: SourceLine | null;
  confidence: Confidence;
  why: string;
}

interface Store {
  facts: FileFacts;
  line: number;
  scope: Scope;
  opened: FoundLine | null;
}

/** From who holds the fds to the lines that put them there and that opened them. */
export function joinSource(app: AppSource, holder: Holder): Joined {
  const { root, how } = holder;
  if (how === 'none') return none(holder);
  if (root === null) return joinCycle(app, holder);
  if (root.how !== 'frame' && root.how !== 'thread-local' && isLibraryFile(root.file)) return inLibrary(app, holder);
  const stores = root.how === 'frame' ? storesInFrame(app, holder) : storesOf(app, holder);
  const store = stores.find(({ opened }) => opened?.known) ?? stores.find(({ opened }) => opened) ?? stores[0];
  const opened = store?.opened ?? openedByType(app, holder, store?.facts);
  const followed = store?.opened?.known ?? false;
  return {
    openedAt: opened ? app.line(opened.facts, opened.line) : null,
    storedAt: store ? app.line(store.facts, store.line) : null,
    confidence: store ? (followed ? 'high' : 'medium') : 'low',
    why: [
      store
        ? followed
          ? 'what is opened there was followed to where it is stored'
          : store.opened
            ? 'what is created there is stored here'
            : 'it is stored here; where it is opened could not be followed'
        : 'the heap says who holds it; no line that stores into it was found',
      ...remark(app, holder, store),
    ].join('; '),
  };
}

function none({ cut }: Holder): Joined {
  const why = cut
    ? 'the search was cut off by a bound before it came to a name'
    : 'an object owns it, but no Python name leads there: C code, or a call that is being left';
  return { openedAt: null, storedAt: null, confidence: 'low', why };
}

function inLibrary(app: AppSource, holder: Holder): Joined {
  const module = holder.root!.how === 'frame' || holder.root!.how === 'thread-local' ? '' : holder.root!.module;
  const opened = new Follower(app).inClass(holder.inside);
  return {
    openedAt: opened ? app.line(opened.facts, opened.line) : null,
    storedAt: null,
    confidence: 'medium',
    why: `${module.split('.')[0]} is a library: it keeps them, and the app's own lines do not store them`,
  };
}

/** Objects in a cycle: the class that creates the fd's object, or the function whose traceback keeps it. */
function joinCycle(app: AppSource, { inside, heldBy }: Holder): Joined {
  const follower = new Follower(app);
  for (let start = 0; start < inside.length; start += 1) {
    const opened = follower.inClass(inside.slice(start));
    if (opened) {
      const why = 'the class opens it; its objects refer to themselves, so they wait for the garbage collector';
      return { openedAt: app.line(opened.facts, opened.line), storedAt: null, confidence: 'high', why };
    }
  }
  const name = /call of ([\w.<>]+)\(\)/.exec(heldBy)?.[1]?.split('.').at(-1);
  const opened = name === undefined ? null : openedInFunction(app, name);
  return {
    openedAt: opened ? app.line(opened.facts, opened.line) : null,
    storedAt: null,
    confidence: opened ? 'medium' : 'low',
    why: opened
      ? 'a variable keeps the exception, its traceback the call, and the call what it opened'
      : 'objects that refer to each other; no line of the app that makes them was found',
  };
}

function openedInFunction(app: AppSource, name: string): FoundLine | null {
  for (const facts of app.with(name)) {
    for (const { callee, line, scope, managed } of facts.calls) {
      const isThere = scope.function !== null && facts.functions[scope.function]?.name === name;
      if (isThere && !managed && isOpener(resolve(facts, callee))) return { facts, line, known: true };
    }
  }
  return null;
}

function storesOf(app: AppSource, holder: Holder): Store[] {
  const root = holder.root!;
  if (root.how === 'frame' || root.how === 'thread-local') return [];
  const names = receiversOf(holder);
  const follower = new Follower(app);
  const stores: Store[] = [];
  for (const facts of app.with(names.word)) {
    for (const store of facts.stores) {
      if (!names.match(facts, store.receiver, store.scope)) continue;
      const { value, scope, line } = store;
      stores.push({ facts, line, scope, opened: follower.created(value, { facts, scope, line }, holder.inside) });
    }
  }
  if (stores.length > 0) return stores;
  return assignedTo(app, holder, names, follower);
}

/** No collection: the name itself is assigned, or a function's cache holds what it returns. */
function assignedTo(app: AppSource, holder: Holder, names: Receivers, follower: Follower): Store[] {
  const stores: Store[] = [];
  for (const facts of app.with(names.word)) {
    for (const { target, value, scope, line } of facts.assignments) {
      if (!names.match(facts, target, scope) || holder.container !== null) continue;
      stores.push({
        facts,
        line,
        scope,
        opened: follower.created(value, { facts, scope, line: line - 1 }, holder.inside),
      });
    }
  }
  return stores.length > 0 ? stores : inFunction(app, holder, follower);
}

/** Kept by a function: in its closure, in a default of its arguments, or in a cache around it. */
function inFunction(app: AppSource, holder: Holder, follower: Follower): Store[] {
  const root = holder.root!;
  if (root.how === 'frame') return [];
  // `outer.<locals>.inner`: a closure's variable belongs to the outer one, and either may fill it.
  const names = holder.function?.split('.').filter(name => name !== '<locals>') ?? [root.name];
  const stores: Store[] = [];
  for (const facts of app.with(names.at(-1)!)) {
    for (const { name, id, cachedAt, scope } of facts.functions) {
      if (!names.includes(name)) continue;
      for (const { value, line, scope } of facts.stores) {
        if (!isWithin(facts, scope, id)) continue;
        const opened = follower.created(value, { facts, scope, line }, holder.inside);
        stores.push({ facts, line, scope, opened });
      }
      if (cachedAt === null) continue;
      const returned = facts.returns.find(each => each.scope.function === id);
      const place = { facts, scope: returned?.scope ?? scope, line: Number.POSITIVE_INFINITY };
      const opened = returned ? follower.created(returned.value, place, holder.inside) : null;
      stores.push({ facts, line: cachedAt, scope, opened });
    }
  }
  return stores;
}

/** In the function itself, or in one that stands in it: what a closure keeps. */
function isWithin(facts: FileFacts, { function: inner }: Scope, outer: number): boolean {
  for (let id = inner; id !== null; id = facts.functions[id]!.scope.function) if (id === outer) return true;
  return false;
}

function storesInFrame(app: AppSource, holder: Holder): Store[] {
  const root = holder.root!;
  if (root.how !== 'frame' || root.name === null || root.file === null) return [];
  const facts = app.file(root.file);
  if (!facts) return [];
  const name = root.function.split('.').at(-1);
  const isThere = ({ function: id }: Scope) => id !== null && facts.functions[id]?.name === name;
  const follower = new Follower(app);
  const candidates = [
    ...facts.stores.filter(({ receiver, scope }) => receiver === root.name && isThere(scope)),
    ...facts.assignments.filter(({ target, scope }) => target === root.name && isThere(scope)),
  ];
  return candidates.map(({ value, scope, line }) => {
    return { facts, line, scope, opened: follower.created(value, { facts, scope, line }, holder.inside) };
  });
}

interface Receivers {
  /** Stands in every file that may store there. */
  word: string;
  match(facts: FileFacts, receiver: string, scope: Scope): boolean;
}

/** Without what only chooses an entry: `HOSTS[…]`, `HOSTS.setdefault()`, `HOSTS.get()` are all of HOSTS. */
function plainName(name: string): string {
  return name.replace(/\[…\]|\.(?:setdefault|get|values)\(\)/g, '');
}

/** How the source may write the holder: `POOL` in its module, `views.POOL` elsewhere; `cls.live`, `self.files`. */
function receiversOf({ root, attribute, heldBy }: Holder): Receivers {
  if (attribute) {
    const name = attribute.name;
    const ownClass = attribute.class.slice(attribute.module === null ? 0 : attribute.module.length + 1);
    const path = plainName(heldBy);
    return {
      word: name,
      match(facts, receiver, scope) {
        const plain = plainName(receiver);
        if (plain === `self.${name}`) return scope.class === ownClass || !isDefinedTwice(facts, name);
        const full = resolve(facts, plain);
        return path === full || path === `${facts.module}.${full}`;
      },
    };
  }
  if (root?.how === 'class-attribute') {
    const full = `${root.module}.${root.class}.${root.name}`;
    return {
      word: root.name,
      match(facts, receiver, scope) {
        const plain = plainName(receiver);
        if (/^(?:self|cls|type\(\)|self\.__class__)\./.test(plain))
          return scope.class === root.class && facts.module === root.module && plain.endsWith(`.${root.name}`);
        const resolved = resolve(facts, plain);
        return resolved === full || `${facts.module}.${resolved}` === full;
      },
    };
  }
  if (root?.how === 'module-global') {
    const path = plainName(heldBy).replace(/ \([a-z ]+\)/g, '');
    return {
      word: root.name,
      match(facts, receiver) {
        const resolved = resolve(facts, plainName(receiver));
        return resolved === path || `${facts.module}.${resolved}` === path;
      },
    };
  }
  return { word: '', match: () => false };
}

/** Whether two classes of a file have this attribute: then `self.name` alone says nothing. */
function isDefinedTwice({ assignments }: FileFacts, name: string): boolean {
  const classes = new Set(
    assignments.filter(({ target }) => target === `self.${name}`).map(({ scope }) => scope.class),
  );
  return classes.size > 1;
}

/** Where nothing could be followed: calls that create an object of the type that the heap has there. */
function openedByType(app: AppSource, holder: Holder, near: FileFacts | undefined): FoundLine | null {
  const found = new Follower(app).inClass(holder.inside);
  if (found) return found;
  const name = holder.inside[0]?.type.split('.').at(-1);
  if (name === undefined) return null;
  const files = near ? [near] : app.with(name);
  const calls = files.flatMap(facts =>
    facts.calls
      .filter(({ callee, managed }) => !managed && callee.split('.').at(-1) === name)
      .map(call => ({ facts, ...call })),
  );
  // Two such lines would be a guess.
  return calls.length === 1 ? { facts: calls[0]!.facts, line: calls[0]!.line, known: false } : null;
}

function remark(app: AppSource, holder: Holder, store: Store | undefined): string[] {
  const remarks: string[] = [];
  if (holder.container !== null && store) {
    const names = receiversOf(holder);
    const taken = app
      .with(names.word)
      .some(facts => facts.removals.some(({ receiver, scope }) => names.match(facts, receiver, scope)));
    remarks.push(taken ? 'something takes entries out again, but not enough' : 'nothing takes them out again');
  }
  const own = holder.inside.find(({ module }) => module !== null && app.module(module) !== null);
  const facts = own?.module ? app.module(own.module) : null;
  const closes = facts?.classes.get(own!.type.slice(own!.module!.length + 1))?.closes;
  if (closes === false) remarks.push('no close() in the class');
  return remarks;
}
