import type { PathPart } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import { type Expression, type FileFacts, resolve, type Scope } from './facts.ts';
import { isOpener } from './openers.ts';

/** Where an expression of the source was found. */
export interface Place {
  facts: FileFacts;
  scope: Scope;
  /** What is assigned below this line does not count. */
  line: number;
}

export interface FoundLine {
  facts: FileFacts;
  line: number;
  /** A call that is known to open fds; else one of which it is only known that it made the object. */
  known: boolean;
}

const MOST_STEPS = 12;
/** The object whose method it is. */
const ITSELF = /^(?:self|cls)$/;

/**
 * Follows a value back to the call that created the object: through local names, attributes, arguments, functions and
 * classes of the app. `inside` are the objects that the heap has there, the value's own first: they choose the class and
 * the attribute.
 */
export class Follower {
  readonly #app: AppSource;
  #steps = 0;

  constructor(app: AppSource) {
    this.#app = app;
  }

  created(value: Expression, place: Place, inside: readonly PathPart[]): FoundLine | null {
    this.#steps = 0;
    return this.#follow(value, place, inside);
  }

  /** Where a class of the app sets the attribute that leads on, and what it creates for it. */
  inClass(inside: readonly PathPart[]): FoundLine | null {
    this.#steps = 0;
    return this.#inClass(inside);
  }

  #follow(value: Expression, place: Place, inside: readonly PathPart[]): FoundLine | null {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) return null;
    const own = inside[0];
    // A tuple or list in between: one of its items is meant, the heap does not say which.
    if (own && /^(?:tuple|list|dict)$/.test(own.type) && value.type !== 'name') {
      return this.#firstOf(value.type === 'group' ? value.items : [value], place, inside.slice(1));
    }
    if (own && isInstance(own)) {
      const found = this.#inClass(inside);
      if (found) return found;
    }
    switch (value.type) {
      case 'group':
        return this.#firstOf(value.items, place, inside);
      case 'call':
        return this.#followCall(value, place, inside);
      case 'name':
        return ITSELF.test(value.name) ? this.#inClass(inside) : this.#followName(value.name, place, inside);
      case 'attribute':
        return this.#followName(value.text, place, inside) ?? this.#follow(value.on, place, inside);
      default:
        return null;
    }
  }

  #firstOf(values: readonly Expression[], place: Place, inside: readonly PathPart[]): FoundLine | null {
    let other: FoundLine | null = null;
    for (const value of values) {
      const found = this.#follow(value, place, inside);
      if (found?.known) return found;
      other ??= found;
    }
    return other;
  }

  #followCall(
    call: Extract<Expression, { type: 'call' }>,
    place: Place,
    inside: readonly PathPart[],
  ): FoundLine | null {
    const { facts } = place;
    const callee = resolve(facts, call.callee);
    if (isOpener(callee)) return { facts, line: call.line, known: true };
    const made = this.#returned(callee, place, inside);
    if (made) return made;
    // `open(x).fileno()`, `session.get(url)`: what it is called on, or given, may be what opens.
    const on = call.on === null ? null : this.#follow(call.on, place, inside);
    if (on?.known) return on;
    const given = this.#firstOf(call.args, place, inside);
    if (given?.known) return given;
    return on ?? { facts, line: call.line, known: false };
  }

  /** What a function of the app returns; `self.make` and `make` alike. */
  #returned(callee: string, { facts }: Place, inside: readonly PathPart[]): FoundLine | null {
    const dot = callee.lastIndexOf('.');
    const name = callee.slice(dot + 1);
    const owner = callee.slice(0, Math.max(0, dot));
    const own = owner === '' || ITSELF.test(owner) || facts.classes.has(owner);
    const files = own ? [facts] : [this.#app.module(owner)].filter(each => each !== null);
    for (const file of files) {
      for (const { id } of file.functions.filter(each => each.name === name)) {
        const values = file.returns.filter(({ scope }) => scope.function === id);
        for (const { value, scope } of values) {
          const found = this.#follow(value, { facts: file, scope, line: Number.POSITIVE_INFINITY }, inside);
          if (found) return found;
        }
      }
    }
    return null;
  }

  /** The last assignment above; else what callers give, where it is a parameter. */
  #followName(name: string, { facts, scope, line }: Place, inside: readonly PathPart[]): FoundLine | null {
    const isAttribute = name.includes('.');
    const assigned = facts.assignments.filter(
      each =>
        each.target === name &&
        (isAttribute ? each.scope.class === scope.class : each.scope.function === scope.function && each.line <= line),
    );
    for (const { value, scope, line } of assigned.reverse()) {
      const found = this.#follow(value, { facts, scope, line: line - 1 }, inside);
      if (found) return found;
    }
    return isAttribute ? null : this.#fromCallers(name, facts, scope, inside);
  }

  #fromCallers(name: string, facts: FileFacts, scope: Scope, inside: readonly PathPart[]): FoundLine | null {
    const called = scope.function === null ? undefined : facts.functions[scope.function];
    const position = called?.parameters.indexOf(name) ?? -1;
    if (!called || position < 0) return null;
    const isMethod = called.scope.class !== null && ITSELF.test(called.parameters[0] ?? '');
    for (const file of this.#app.with(called.name)) {
      for (const { callee, args, line, scope } of file.calls) {
        if (callee !== called.name && !callee.endsWith(`.${called.name}`)) continue;
        const argument = args[position - (isMethod ? 1 : 0)];
        const found = argument && this.#follow(argument, { facts: file, scope, line }, inside);
        if (found) return found;
      }
    }
    return null;
  }

  #inClass(inside: readonly PathPart[]): FoundLine | null {
    this.#steps += 1;
    const [own, ...rest] = inside;
    if (!own || this.#steps > MOST_STEPS || own.module === null) return null;
    const facts = this.#app.module(own.module);
    const name = own.type.startsWith(`${own.module}.`) ? own.type.slice(own.module.length + 1) : own.type;
    if (!facts?.classes.has(name)) return null;
    return own.step.kind === 'attribute' ? this.#assignedTo(`self.${own.step.name}`, facts, name, rest) : null;
  }

  #assignedTo(target: string, facts: FileFacts, name: string, rest: readonly PathPart[]): FoundLine | null {
    for (const assigned of facts.assignments) {
      if (assigned.target !== target || assigned.scope.class !== name) continue;
      const { value, scope, line } = assigned;
      const found = this.#follow(value, { facts, scope, line: line - 1 }, rest);
      if (found) return found;
    }
    return null;
  }
}

/** An instance with attributes: whether its class is the app's, the look for its module tells. */
function isInstance({ module, step }: PathPart): boolean {
  return module !== null && step.kind === 'attribute';
}
