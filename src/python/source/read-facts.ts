import type { Node } from 'web-tree-sitter';
import { expression, field, lineOf, nameOf } from './expression.ts';
import type { Argument, Expression, FileFacts, Scope } from './facts.ts';
import { addImports } from './imports.ts';

/** Methods that put their last argument into the collection. */
const PUTS = /\.(?:append|add|appendleft|insert|extend|extendleft|put|put_nowait|setdefault|update|push|register)$/;
/** Functions that put their second argument into the first. */
const INSERTS = /^(?:heapq\.)?heap(?:push|pushpop|replace)$|^(?:bisect\.)?insort(?:_left|_right)?$/;
const TAKES = /\.(?:pop|popleft|popitem|remove|discard|clear|get_nowait)$/;
const CLOSES = new Set(['close', 'shutdown', 'terminate', 'disconnect', 'quit', 'unbind', 'detach', 'stop']);
const CACHES = /^@(?:[\w.]+\.)?(?:lru_cache|cache|cached|memoize)\b/;
const TUPLE = /^(?:pattern_list|tuple_pattern|expression_list|tuple|list_pattern)$/;

/** No person nests deeper, and the stack ends somewhere; a sum of ten thousand terms is as deep as it is long. */
const DEEPEST = 1000;
/** So many nodes are looked at before it is asked whether there is time left. */
const STRIDE = 256;

/** Collects the facts of one parsed file; those that it has when `isOver` says that the time is. */
export function readFacts(root: Node, file: string, module: string, text: string, isOver = () => false): FileFacts {
  const facts: FileFacts = {
    file,
    module,
    lines: text.split('\n'),
    imports: new Map(),
    classes: new Map(),
    functions: [],
    assignments: [],
    stores: [],
    removals: [],
    returns: [],
    calls: [],
  };
  let nodes = 0;
  let ended = false;
  const goesOn = (depth: number) => {
    nodes += 1;
    if (nodes % STRIDE === 0) ended ||= isOver();
    return depth <= DEEPEST && !ended;
  };
  visit(facts, root, { class: null, function: null }, { managed: false, depth: 0, goesOn });
  return facts;
}

interface Place {
  /** By `with`. */
  managed: boolean;
  depth: number;
  goesOn: (depth: number) => boolean;
}

function visit(facts: FileFacts, node: Node, scope: Scope, place: Place): void {
  const { managed, depth, goesOn } = place;
  if (!goesOn(depth)) return;
  let inner = scope;
  let inWith = managed;
  switch (node.type) {
    case 'import_statement':
    case 'import_from_statement':
      addImports(facts, node);
      return;
    case 'class_definition':
      inner = { class: addClass(facts, node, scope), function: scope.function };
      break;
    case 'function_definition':
    case 'lambda':
      inner = { class: scope.class, function: addFunction(facts, node, scope) };
      break;
    case 'assignment':
    case 'named_expression':
      addAssignment(facts, node, scope);
      break;
    case 'for_statement':
      assign(facts, field(node, 'left'), field(node, 'right'), lineOf(node), scope);
      break;
    case 'augmented_assignment':
      addAugmented(facts, node, scope);
      break;
    case 'return_statement':
    case 'yield':
      if (node.namedChildren[0]) facts.returns.push({ value: expression(node.namedChildren[0]), scope });
      break;
    case 'delete_statement':
      addDeletion(facts, node, scope);
      break;
    case 'with_item':
      inWith = true;
      addAlias(facts, node, scope);
      break;
    case 'call':
      addCall(facts, node, scope, managed);
      break;
    case 'block':
      inWith = false;
      break;
  }
  const within = { managed: inWith, depth: depth + 1, goesOn };
  for (const child of node.namedChildren) if (child) visit(facts, child, inner, within);
}

function addClass(facts: FileFacts, node: Node, scope: Scope): string {
  const name = [scope.class, field(node, 'name')?.text].filter(Boolean).join('.');
  const bases = field(node, 'superclasses')?.namedChildren ?? [];
  facts.classes.set(name, {
    closes: false,
    bases: bases.flatMap(each => (each && each.type !== 'keyword_argument' ? [nameOf(each)] : [])),
  });
  return name;
}

function addFunction(facts: FileFacts, node: Node, scope: Scope): number {
  const id = facts.functions.length;
  const decorated = node.parent?.type === 'decorated_definition' ? node.parent : null;
  const cache = decorated?.namedChildren.find(each => each?.type === 'decorator' && CACHES.test(each.text));
  const parameters = field(node, 'parameters')?.namedChildren ?? [];
  facts.functions.push({
    id,
    name: field(node, 'name')?.text ?? '<lambda>',
    parameters: parameters.map(each => (each && (field(each, 'name') ?? each.namedChildren[0] ?? each).text) ?? ''),
    line: lineOf(decorated ?? node),
    cachedAt: cache ? lineOf(cache) : null,
    scope,
  });
  if (node.type === 'lambda') {
    const body = field(node, 'body');
    if (body) facts.returns.push({ value: expression(body), scope: { class: scope.class, function: id } });
  }
  return id;
}

function addAssignment(facts: FileFacts, node: Node, scope: Scope): void {
  assign(
    facts,
    field(node, 'left') ?? field(node, 'name'),
    field(node, 'right') ?? field(node, 'value'),
    lineOf(node),
    scope,
  );
}

/** `a, b = c, d` is two of them; `a, b = pair()` gives both names the whole. */
function assign(facts: FileFacts, target: Node | null, value: Node | null, line: number, scope: Scope): void {
  if (!target || !value) return;
  if (!TUPLE.test(target.type)) {
    assignOne(facts, target, expression(value), line, scope);
    return;
  }
  const values = TUPLE.test(value.type) ? value.namedChildren : [];
  const isPaired = values.length === target.namedChildren.length;
  for (const [index, each] of target.namedChildren.entries()) {
    if (each) assignOne(facts, each, expression(isPaired ? values[index]! : value), line, scope);
  }
}

function assignOne(facts: FileFacts, target: Node, value: Expression, line: number, scope: Scope): void {
  if (target.type === 'subscript') facts.stores.push({ receiver: nameOf(field(target, 'value')), value, line, scope });
  else facts.assignments.push({ target: nameOf(target), value, line, scope });
}

/** `X += [value]`, `X |= {value}`. */
function addAugmented(facts: FileFacts, node: Node, scope: Scope): void {
  const [target, value] = [field(node, 'left'), field(node, 'right')];
  if (!target || !value) return;
  facts.stores.push({ receiver: nameOf(target), value: expression(value), line: lineOf(node), scope });
}

function addDeletion(facts: FileFacts, node: Node, scope: Scope): void {
  for (const target of node.descendantsOfType('subscript')) {
    if (target) facts.removals.push({ receiver: nameOf(field(target, 'value')), line: lineOf(node), scope });
  }
}

/** `with open(x) as f`. */
function addAlias(facts: FileFacts, node: Node, scope: Scope): void {
  const pattern = field(node, 'value');
  if (pattern?.type !== 'as_pattern') return;
  const [value, alias] = pattern.namedChildren;
  if (value && alias)
    facts.assignments.push({ target: alias.text, value: expression(value), line: lineOf(node), scope });
}

/** `setattr(client, 'conn', value)`; with a name that is worked out the object is a collection. */
function addSetattr(facts: FileFacts, node: Node, args: readonly Argument[], scope: Scope): void {
  const [object, name] = field(node, 'arguments')?.namedChildren ?? [];
  const value = args[2]?.value;
  if (!object || !name || !value) return;
  const plain = /^(['"])(\w+)\1$/.exec(name.text)?.[2];
  const stored = { value, line: lineOf(node), scope };
  if (plain) facts.assignments.push({ target: `${nameOf(object)}.${plain}`, ...stored });
  else facts.stores.push({ receiver: nameOf(object), ...stored });
}

function addCall(facts: FileFacts, node: Node, scope: Scope, managed: boolean): void {
  const call = expression(node);
  if (call.type !== 'call') return;
  const { callee, args, line } = call;
  facts.calls.push({ callee, args, line, scope, managed });
  const receiver = callee.slice(0, Math.max(0, callee.lastIndexOf('.')));
  const method = callee.slice(receiver.length + 1);
  if (callee === 'setattr') addSetattr(facts, node, args, scope);
  if (PUTS.test(callee)) facts.stores.push({ receiver, value: args.at(-1)?.value ?? { type: 'other' }, line, scope });
  if (INSERTS.test(callee) && args[1])
    facts.stores.push({
      receiver: nameOf(field(node, 'arguments')!.namedChildren[0]!),
      value: args[1].value,
      line,
      scope,
    });
  if (TAKES.test(callee)) facts.removals.push({ receiver, line, scope });
  if (CLOSES.has(method) && scope.class !== null) facts.classes.get(scope.class)!.closes = true;
}
