import { findClass, lineage } from './classes.ts';
import type { FileFacts } from './facts.ts';
import { ABOVE, type Follower, type FoundLine, firstOf, type Inside } from './follow.ts';
import { returned } from './follow-call.ts';

/** The attribute by which an object of the app leads on: where its class, or one that that is made of, opens it. */
export function attributeIn(follower: Follower, inside: Inside): FoundLine | null {
  const [own, ...rest] = inside;
  if (!own || follower.isSpent() || own.module === null || own.step.kind !== 'attribute') return null;
  const first = findClass(follower.app, own.type);
  const attribute = own.step.name;
  for (const { facts, name } of first ? lineage(follower.app, first) : []) {
    const found = attributeOf(follower, facts, name, attribute, rest);
    if (found) return found;
  }
  return null;
}

/** Assigned in the class, or a property that was worked out once. */
function attributeOf(
  follower: Follower,
  facts: FileFacts,
  name: string,
  attribute: string,
  rest: Inside,
): FoundLine | null {
  const isIts = ({ target, scope }: FileFacts['assignments'][number]) =>
    scope.class === name && (target === `self.${attribute}` || (target === attribute && scope.function === null));
  const assigned = facts.assignments.filter(isIts).map(({ value, scope, line }) => {
    const found = follower.follow(value, { facts, scope, line: line - ABOVE }, rest);
    // What the class itself has by that name may describe the attribute, as the fields of a model do.
    return found?.known || scope.function !== null ? found : null;
  });
  const found = firstOf(assigned);
  if (found) return found;
  for (const { id } of facts.functions.filter(each => each.name === attribute && each.scope.class === name)) {
    const found = returned(follower, facts, id, rest);
    if (found) return found;
  }
  return null;
}
