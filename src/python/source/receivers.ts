import type { Holder } from '../holder.ts';
import type { AppSource } from './app-source.ts';
import { areRelated, findClass } from './classes.ts';
import { type FileFacts, resolve, type Scope } from './facts.ts';
import { ITSELF, ownerClass } from './functions.ts';

/** How the source may write what holds the fds. */
export interface Receivers {
  /** Stands in every file that may store there. */
  word: string;
  /** No more than a name in common: it may be another object's. */
  weak?: true;
  match(facts: FileFacts, receiver: string, scope: Scope): boolean;
}

const ITS_OWN = /^(?:self|cls|type\(\)|self\.__class__)\./;

/** Without what only chooses an entry: `HOSTS[…]`, `HOSTS.setdefault()`, `HOSTS.get()` are all of HOSTS. */
export function plainName(name: string): string {
  // Behind the last ] no [ is closed: none is looked at there.
  const end = name.lastIndexOf(']') + 1;
  const entries = name.slice(0, end).replace(/\[[^\]]*\]/g, '');
  return (entries + name.slice(end)).replace(/\.(?:setdefault|get|values)\(\)/g, '').replace(/ \([a-z ]+\)/g, '');
}

/** The ways to write a holder, the surest first. */
export function receiversOf(app: AppSource, holder: Holder): Receivers[] {
  const { attribute, root } = holder;
  const ways: Receivers[] = [];
  if (attribute) ways.push(byAttribute(app, holder, attribute));
  if (root?.how === 'class-attribute') ways.push(byClass(app, root));
  if (root?.how === 'module-global') ways.push(byPath(plainName(holder.heldBy), root.name));
  if (root?.how === 'context-variable') ways.push(byVariable(root.name));
  ways.push(...byKey(holder), ...byItself(app, holder));
  // functools.wraps gives a function the attributes of the object that it wraps.
  if (attribute?.class === 'function') ways.push(byAnyClass(attribute.name));
  if (attribute) ways.push(byLastName(attribute.name));
  return ways;
}

/** `self.files` in its class or in one that it is made of; `views.registry.files` by its path. */
function byAttribute(app: AppSource, { heldBy }: Holder, attribute: NonNullable<Holder['attribute']>): Receivers {
  const own = findClass(app, attribute.class);
  const path = byPath(plainName(heldBy), attribute.name);
  return {
    word: attribute.name,
    match(facts, receiver, scope) {
      if (plainName(receiver) !== `self.${attribute.name}`) return path.match(facts, receiver, scope);
      return own !== null && scope.class !== null && areRelated(app, own, { facts, name: scope.class });
    },
  };
}

/** `Client.live` by its path; `cls.live` in its class or in one that is made of it. */
function byClass(app: AppSource, root: { module: string; class: string; name: string }): Receivers {
  const full = `${root.module}.${root.class}`;
  const own = findClass(app, full);
  return {
    word: root.name,
    match(facts, receiver, scope) {
      const plain = plainName(receiver);
      if (!plain.endsWith(`.${root.name}`)) return false;
      const owner = plain.slice(0, -root.name.length - 1);
      if (ITS_OWN.test(plain))
        return own !== null && scope.class !== null && areRelated(app, own, { facts, name: scope.class });
      const written = ownerClass(app, owner, facts, scope);
      return own !== null && written !== null && areRelated(app, own, written);
    },
  };
}

/** `POOL` in its module, `views.POOL` elsewhere. */
function byPath(path: string, word: string): Receivers {
  return {
    word,
    match(facts, receiver) {
      const full = resolve(facts, plainName(receiver));
      return full === path || `${facts.module}.${full}` === path;
    },
  };
}

/** `current_app.config['FILES']`: whatever stands before it, the attribute and the key say enough. */
function byKey({ exactly }: Holder): Receivers[] {
  const tail = /(\.\w+)?\['([\w.-]+)'\]$/.exec(exactly);
  return tail ? [{ word: tail[2]!, match: (_, receiver) => receiver.endsWith(tail[0]) }] : [];
}

/** `self[key] = value` in the class that the collection is of. */
function byItself(app: AppSource, { container }: Holder): Receivers[] {
  const own = container === null ? null : findClass(app, container.type);
  if (!own) return [];
  const match: Receivers['match'] = (facts, receiver, scope) =>
    ITSELF.test(receiver) && scope.class !== null && areRelated(app, own, { facts, name: scope.class });
  return [{ word: own.name.split('.').at(-1)!, match }];
}

/** `current`, which is `ContextVar('current')`. */
function byVariable(name: string): Receivers {
  return {
    word: name,
    match: (facts, receiver) =>
      facts.assignments.some(
        ({ target, value, line }) =>
          target === receiver &&
          value.type === 'call' &&
          value.callee.endsWith('ContextVar') &&
          new RegExp(`['"]${name.replace(/[^\w]/g, '\\$&')}['"]`).test(facts.lines[line - 1] ?? ''),
      ),
  };
}

/** `self.files` in whatever class. */
function byAnyClass(name: string): Receivers {
  return {
    word: name,
    weak: true,
    match: (_, receiver, scope) => plainName(receiver) === `self.${name}` && scope.class !== null,
  };
}

/** `job.files`, where nobody can tell what `job` is: no more than a name in common. */
function byLastName(name: string): Receivers {
  return {
    word: name,
    weak: true,
    match: (_, receiver) => {
      const plain = plainName(receiver);
      return plain.endsWith(`.${name}`) && plain !== `self.${name}`;
    },
  };
}
