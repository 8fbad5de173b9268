import { lineage } from './classes.ts';
import { type FileFacts, resolve } from './facts.ts';
import { ABOVE, type Follower, type FoundLine, firstOf, type Inside, lastName, type Place } from './follow.ts';
import { givenTo } from './follow-call.ts';
import { given } from './functions.ts';

/** What an object that was only made so far is told, so that it opens. */
const OPENS = /^(?:open|connect|dial|login|request|execute|cursor)/;

/** The last assignment above, in its function or around it; else what callers give, where it is a parameter. */
export function followName(follower: Follower, name: string, place: Place, inside: Inside): FoundLine | null {
  const { facts, scope, line } = place;
  if (follower.isSpent()) return null;
  if (name.includes('.')) return followAttribute(follower, name, place, inside);
  for (let id = scope.function; ; id = facts.functions[id]!.scope.function) {
    const here = facts.assignments.filter(
      each => each.target === name && each.scope.function === id && (id !== scope.function || each.line <= line),
    );
    const found = lastOf(follower, name, here, place, inside);
    if (found) return found;
    if (id === null) break;
    const called = facts.functions[id]!;
    if (called.parameters.includes(name)) return fromCallers(follower, name, facts, id, inside);
  }
  const full = facts.imports.get(name);
  const module = full === undefined ? null : follower.app.module(full.slice(0, Math.max(0, full.lastIndexOf('.'))));
  if (!module) return null;
  const there = { facts: module, scope: { class: null, function: null }, line: Number.POSITIVE_INFINITY };
  return followName(follower, full!.slice(full!.lastIndexOf('.') + 1), there, inside);
}

function followAttribute(follower: Follower, name: string, place: Place, inside: Inside): FoundLine | null {
  const { facts, scope } = place;
  const isOwn = /^(?:self|cls)\./.test(name) && scope.class !== null;
  const places = isOwn ? lineage(follower.app, { facts, name: scope.class! }) : [{ facts, name: scope.class }];
  for (const { facts, name: className } of places) {
    const here = facts.assignments.filter(
      ({ target, scope: where }) =>
        target === name && where.class === className && (isOwn || where.function === scope.function),
    );
    // Of an object's own attributes nobody knows which method was called last.
    const found = lastOf(follower, name, here, isOwn ? { facts, scope, line: 0 } : { ...place, facts }, inside);
    if (found) return found;
  }
  return null;
}

function lastOf(
  follower: Follower,
  name: string,
  assigned: FileFacts['assignments'],
  { facts, line: usedAt }: Place,
  inside: Inside,
): FoundLine | null {
  const known: FoundLine[] = [];
  for (const { value, scope, line } of assigned.reverse()) {
    const found = follower.follow(value, { facts, scope, line: line - ABOVE }, inside);
    if (found?.known) known.push(found);
    else if (found && known.length === 0) return told(follower, name, { facts, scope, line }, inside) ?? found;
    // In a branch of its own: what was assigned above may be it as well.
    if (known.length > 0 && indentAt(facts, line) <= indentAt(facts, usedAt)) break;
  }
  return firstOf(known);
}

/** -1 above the file, more than any where it is not known which line is meant. */
function indentAt({ lines }: FileFacts, line: number): number {
  if (!Number.isFinite(line)) return line;
  return /^[ \t]*/.exec(lines[Math.ceil(line) - 1] ?? '')![0].length - (line > 0 ? 0 : 1);
}

/** What an object was told once it was made: `stack.enter_context(open(path))`, `mail.open()`. */
function told(follower: Follower, name: string, { facts, scope }: Place, inside: Inside): FoundLine | null {
  const calls = facts.calls.filter(
    call => call.callee.startsWith(`${name}.`) && call.scope.function === scope.function,
  );
  for (const { args, line, scope } of calls) {
    const found = givenTo(follower, args, line, { facts, scope, line }, inside);
    if (found) return found;
  }
  const call = calls.find(({ callee }) => OPENS.test(lastName(callee)));
  return call ? { facts, line: call.line, known: false, callee: resolve(facts, call.callee), told: true } : null;
}

function fromCallers(follower: Follower, name: string, facts: FileFacts, id: number, inside: Inside): FoundLine | null {
  const calls = [...given(follower.app, { facts, called: facts.functions[id]! }, name)];
  return firstOf(calls.map(({ argument, ...place }) => follower.follow(argument.value, place, inside)));
}
