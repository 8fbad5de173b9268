import type { AppSource } from './app-source.ts';
import { type ClassPlace, classOf, lineage } from './classes.ts';
import { type Argument, type FileFacts, type FunctionFacts, resolve, type Scope } from './facts.ts';

/** A function of the app. */
export interface FunctionPlace {
  facts: FileFacts;
  called: FunctionFacts;
}

/** The object whose method it is, or its class. */
export const ITSELF = /^(?:self|cls|super\(\)|type\(\)|self\.__class__)$/;

/** The functions that a call may mean: `make`, `conn.make`, `self.make`, `Client.make`, `client.make`. */
export function functionsOf(app: AppSource, callee: string, facts: FileFacts, scope: Scope): FunctionPlace[] {
  const dot = callee.lastIndexOf('.');
  const name = callee.slice(dot + 1);
  const visible = dot < 0 ? visibleFunctions(facts, name, scope) : null;
  if (visible) return visible;
  const owner = callee.slice(0, Math.max(0, dot));
  const own = ownerClass(app, owner, facts, scope);
  if (own) {
    for (const { facts, name: className } of lineage(app, own)) {
      const methods = named(facts, name, each => each.scope.class === className);
      if (methods.length > 0) return methods;
    }
    return [];
  }
  const full = resolve(facts, callee);
  const module = app.module(full.slice(0, Math.max(0, full.lastIndexOf('.'))));
  return module ? named(module, full.slice(full.lastIndexOf('.') + 1), each => each.scope.class === null) : [];
}

/** A name without a dot, from the innermost scope outwards; null when it is bound nowhere in this file. */
function visibleFunctions(facts: FileFacts, name: string, scope: Scope): FunctionPlace[] | null {
  for (let id = scope.function; ; id = facts.functions[id]!.scope.function) {
    const found = named(facts, name, each => each.scope.function === id && !isMethod(facts, each));
    if (found.length > 0) return found;
    if (id === null) return null;
    const isLocal = facts.assignments.some(each => each.target === name && each.scope.function === id);
    if (isLocal || facts.functions[id]!.parameters.includes(name)) return [];
  }
}

/** Directly in a class: what stands in a method is of its class, too. */
function isMethod({ functions }: FileFacts, { scope }: FunctionFacts): boolean {
  return scope.class !== (scope.function === null ? null : functions[scope.function]!.scope.class);
}

/** The class behind what a method is called on; null when it is none of the app's, or not known. */
export function ownerClass(app: AppSource, owner: string, facts: FileFacts, scope: Scope): ClassPlace | null {
  if (owner === '') return null;
  if (ITSELF.test(owner)) return scope.class === null ? null : { facts, name: scope.class };
  const itself = classOf(app, facts, owner);
  if (itself) return itself;
  const made = facts.assignments.findLast(({ target, value }) => target === owner && value.type === 'call');
  return made?.value.type === 'call' ? classOf(app, facts, made.value.callee) : null;
}

function named(facts: FileFacts, name: string, isMeant: (each: FunctionFacts) => boolean): FunctionPlace[] {
  return facts.functions.filter(each => each.name === name && isMeant(each)).map(called => ({ facts, called }));
}

/** What is given for a parameter wherever the app calls a function; of a class's `__init__`, wherever it makes one. */
export function* given(
  app: AppSource,
  { facts, called }: FunctionPlace,
  parameter: string,
): Generator<{ argument: Argument; facts: FileFacts; scope: Scope; line: number }> {
  const isMethod = called.scope.class !== null && /^(?:self|cls)$/.test(called.parameters[0] ?? '');
  const position = called.parameters.indexOf(parameter) - (isMethod ? 1 : 0);
  const own = called.scope.class === null ? null : { facts, name: called.scope.class };
  const isMade = called.name === '__init__' && own !== null;
  for (const file of app.with(isMade ? own.name.split('.').at(-1)! : called.name)) {
    for (const { callee, args, line, scope } of file.calls) {
      const isMeant = isMade
        ? makes(app, own, callee, file, scope)
        : callee === called.name || callee.endsWith(`.${called.name}`);
      if (!isMeant) continue;
      const argument = args.find(each => each.keyword === parameter) ?? args[position];
      if (argument && (argument.keyword === null || argument.keyword === parameter))
        yield { argument, facts: file, scope, line };
    }
  }
}

/** Whether a call makes an object of a class: by its name, by `cls()` in itself, by `super().__init__()` below it. */
function makes(app: AppSource, { facts, name }: ClassPlace, callee: string, file: FileFacts, scope: Scope): boolean {
  if (/^(?:cls|type\(\)|self\.__class__)$/.test(callee)) return file === facts && scope.class === name;
  const short = name.split('.').at(-1)!;
  if (callee === short || callee.endsWith(`.${short}`)) {
    const made = classOf(app, file, callee);
    return made === null || (made.facts === facts && made.name === name);
  }
  if (callee !== 'super().__init__' || scope.class === null) return false;
  return lineage(app, { facts: file, name: scope.class })
    .slice(1)
    .some(each => each.facts === facts && each.name === name);
}
