import type { FdObjectKind } from '../fd-objects.ts';
import type { PathPart } from '../path-parts.ts';
import type { AppSource } from './app-source.ts';
import type { Expression, FileFacts, Scope } from './facts.ts';
import { attributeIn } from './follow-attribute.ts';
import { followCall } from './follow-call.ts';
import { followName } from './follow-name.ts';
import { ITSELF } from './functions.ts';

/** Where an expression of the source was found. */
export interface Place {
  facts: FileFacts;
  scope: Scope;
  /** What is assigned below this line does not count. */
  line: number;
}

/** From the line of an assignment: so that it does not see itself. */
export const ABOVE = 0.5;

export interface FoundLine {
  facts: FileFacts;
  line: number;
  /** A call that is known to open fds; else one of which it is only known that it made the object. */
  known: boolean;
  /** Full name of what is called. */
  callee: string;
  /** Not made there, but told to open: `mail.open()`. */
  told?: boolean;
  /** How many other lines are as likely: of other callers, of other branches. */
  others?: number;
}

export type Inside = readonly PathPart[];

const MOST_STEPS = 120;

/**
 * Follows a value back to the call that opened the fd: through local names, attributes, arguments, functions and classes
 * of the app. `inside` are the objects that the heap has there, the value's own first: they choose the class and the
 * attribute. `owner` is what the fd belongs to: a call that opens files made no socket.
 */
export class Follower {
  readonly app: AppSource;
  readonly owner: FdObjectKind;
  #steps = 0;

  constructor(app: AppSource, owner: FdObjectKind) {
    this.app = app;
    this.owner = owner;
  }

  /** Where the value was opened, or made. */
  created(value: Expression, place: Place, inside: Inside): FoundLine | null {
    this.#steps = 0;
    return this.inCall(inside) ?? this.follow(value, place, inside);
  }

  /** Where a class of the app sets the attribute that leads on, and what it creates for it. */
  inClass(inside: Inside): FoundLine | null {
    this.#steps = 0;
    return attributeIn(this, inside);
  }

  /** A call that waits in a generator, or that a traceback keeps: what its local variable was given. */
  inCall(inside: Inside): FoundLine | null {
    for (const [index, { code, step }] of [...inside.entries()].reverse()) {
      if (!code?.file || step.kind !== 'local' || step.name === null) continue;
      const facts = this.app.file(code.file);
      const name = code.name.split('.').at(-1);
      const named = facts?.functions.filter(each => each.name === name) ?? [];
      const called = named.find(({ line }) => line === code.line) ?? named[0];
      if (!facts || !called) continue;
      this.#steps = 0;
      const place = {
        facts,
        scope: { class: called.scope.class, function: called.id },
        line: Number.POSITIVE_INFINITY,
      };
      const found = followName(this, step.name, place, inside.slice(index + 1));
      if (found?.known) return found;
    }
    return null;
  }

  /** The attribute that leads on, given to an object of whatever class: `g.database = connect()`. */
  givenTo([own, ...rest]: Inside): FoundLine | null {
    if (own?.step.kind !== 'attribute') return null;
    const ending = `.${own.step.name}`;
    for (const facts of this.app.with(own.step.name)) {
      for (const { target, value, scope, line } of facts.assignments) {
        if (!target.endsWith(ending) || ITSELF.test(target.slice(0, -ending.length))) continue;
        this.#steps = 0;
        const found = this.follow(value, { facts, scope, line }, rest);
        if (found?.known) return found;
      }
    }
    return null;
  }

  /** One step of the way: where all that it leads to was opened. */
  follow(value: Expression, place: Place, inside: Inside): FoundLine | null {
    if (this.isSpent()) return null;
    const own = inside[0];
    // A tuple or list in between: one of its items is meant, the heap does not say which.
    if (own && /^(?:tuple|list|dict)$/.test(own.type) && value.type !== 'name' && value.type !== 'attribute') {
      return this.#firstOf(value.type === 'group' ? value.items : [value], place, inside.slice(1));
    }
    const made = own && isInstance(own) ? attributeIn(this, inside) : null;
    if (made) return made;
    switch (value.type) {
      case 'group':
        return this.#firstOf(value.items, place, inside);
      case 'call':
        return followCall(this, value, place, inside);
      case 'name':
        return ITSELF.test(value.name) ? this.#ofItself(place, inside) : followName(this, value.name, place, inside);
      case 'attribute':
        return followName(this, value.text, place, inside) ?? this.follow(value.on, place, inside);
      default:
        return null;
    }
  }

  /** Of several values one is meant: what is only made, not opened, counts where there is nothing else. */
  #firstOf(values: readonly Expression[], place: Place, inside: Inside): FoundLine | null {
    let other: FoundLine | null = null;
    for (const value of values) {
      const found = this.follow(value, place, inside);
      if (found?.known || values.length === 1) return found;
      const type = inside[0]?.type.split('.').at(-1);
      if (found?.told || (value.type === 'call' && lastName(value.callee) === type)) other ??= found;
    }
    return other;
  }

  /** `self` is given away: what its class opens. */
  #ofItself({ facts, scope }: Place, inside: Inside): FoundLine | null {
    const name = `${facts.module}.${scope.class}`;
    const at = inside.findIndex(({ type }) => type === name);
    return attributeIn(this, at < 0 ? inside : inside.slice(at));
  }

  /** Counts a step. True when there were too many: names may lead round and round. */
  isSpent(): boolean {
    this.#steps += 1;
    return this.#steps > MOST_STEPS || this.app.isSpent();
  }
}

/** Of what several ways lead to: the first that is known to open, and how many other lines are so, too. */
export function firstOf(found: Iterable<FoundLine | null>): FoundLine | null {
  const lines = [...found].filter(each => each !== null);
  const known = lines.filter(each => each.known);
  const first = known[0] ?? lines[0] ?? null;
  if (!first?.known) return first;
  const others = new Set(known.map(({ facts, line }) => `${facts.file}:${line}`)).size - 1;
  return others === 0 ? first : { ...first, others: others + (first.others ?? 0) };
}

export function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** An instance with attributes: whether its class is the app's, the look for its module tells. */
function isInstance({ module, step }: PathPart): boolean {
  return module !== null && step.kind === 'attribute';
}
