import { type ClassPlace, classOf, lineage } from './classes.ts';
import { type Argument, type Expression, type FileFacts, resolve } from './facts.ts';
import { type Follower, type FoundLine, firstOf, type Inside, type Place } from './follow.ts';
import { attributeIn } from './follow-attribute.ts';
import { functionsOf } from './functions.ts';
import { isOpener, isOpeningMethod } from './openers.ts';

type Call = Extract<Expression, { type: 'call' }>;

/** What a call gives: what it opens itself, what the function or class of the app behind it does, what it is called on or given. */
export function followCall(follower: Follower, call: Call, place: Place, inside: Inside): FoundLine | null {
  const { facts, scope } = place;
  const callee = resolve(facts, call.callee);
  const opens = { facts, line: call.line, known: true, callee };
  if (isOpenerCall(follower, call.callee, place)) return opens;
  const made = classOf(follower.app, facts, call.callee);
  if (made) {
    const at = inside.findIndex(part => part.type === `${made.facts.module}.${made.name}`);
    const found = at < 0 ? null : attributeIn(follower, inside.slice(at));
    if (found?.known) return found;
    if (isMadeOfOpener(follower, made)) return opens;
  }
  const functions = functionsOf(follower.app, call.callee, facts, scope);
  for (const { facts, called } of functions) {
    const found = returned(follower, facts, called.id, inside);
    if (found) return found;
  }
  // `open(x).fileno()`, `session.get(url)`: what it is called on, or given, may be what opens.
  const on = call.on === null ? null : follower.follow(call.on, place, inside);
  if (on?.known) return on;
  const from = givenTo(follower, call.args, call.line, place, inside);
  if (from) return from;
  if (functions.length === 0 && isOpeningMethod(callee, follower.owner)) return opens;
  return on ?? { ...opens, known: false };
}

/** What a call is given: objects, or functions that it will call, as `pool.submit(open, path)`. */
export function givenTo(
  follower: Follower,
  args: readonly Argument[],
  line: number,
  place: Place,
  inside: Inside,
): FoundLine | null {
  for (const { value } of args) {
    const name = value.type === 'name' ? value.name : value.type === 'attribute' ? value.text : null;
    if (name !== null && isOpenerCall(follower, name, place))
      return { facts: place.facts, line, known: true, callee: resolve(place.facts, name) };
    const functions = name === null ? [] : functionsOf(follower.app, name, place.facts, place.scope);
    for (const { facts, called } of functions) {
      const found = returned(follower, facts, called.id, inside);
      if (found?.known) return found;
    }
    const found = follower.follow(value, place, inside);
    if (found?.known) return found;
  }
  return null;
}

/** By its own name, or by one that was given to it: `connection_class = HTTPConnection`. */
function isOpenerCall(follower: Follower, callee: string, { facts, scope }: Place): boolean {
  if (isOpener(resolve(facts, callee), follower.owner)) return true;
  const [, attribute] = /^(?:self|cls)\.(\w+)$/.exec(callee) ?? [];
  const places =
    attribute && scope.class ? lineage(follower.app, { facts, name: scope.class }) : [{ facts, name: null }];
  return places.some(({ facts, name }) =>
    facts.assignments.some(({ target, value, scope }) => {
      if (target !== (attribute ?? callee) || scope.class !== name || scope.function !== null) return false;
      const text = value.type === 'name' ? value.name : value.type === 'attribute' ? value.text : null;
      return text !== null && isOpener(resolve(facts, text), follower.owner);
    }),
  );
}

function isMadeOfOpener(follower: Follower, made: ClassPlace): boolean {
  return lineage(follower.app, made).some(({ facts, name }) =>
    facts.classes.get(name)!.bases.some(base => isOpener(resolve(facts, base), follower.owner)),
  );
}

export function returned(follower: Follower, facts: FileFacts, id: number, inside: Inside): FoundLine | null {
  const given = facts.returns.filter(({ scope }) => scope.function === id);
  return firstOf(
    given.map(({ value, scope }) => follower.follow(value, { facts, scope, line: Number.POSITIVE_INFINITY }, inside)),
  );
}
