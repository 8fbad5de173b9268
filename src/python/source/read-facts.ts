import type { Node } from 'web-tree-sitter';
import type { Expression, FileFacts, Scope } from './facts.ts';

/** Methods that put their last argument into the collection. */
const PUTS = /\.(?:append|add|appendleft|insert|extend|extendleft|put|put_nowait|setdefault|update|push|register)$/;
const TAKES = /\.(?:pop|popleft|popitem|remove|discard|clear|get_nowait)$/;
const CLOSES = new Set(['close', 'shutdown', 'terminate', 'disconnect', 'quit', 'unbind', 'detach', 'stop']);
const CACHES = /^@(?:functools\.)?(?:lru_cache|cache|cached|memoize)\b/;

/** Collects the facts of one parsed file. */
export function readFacts(root: Node, file: string, module: string, text: string): FileFacts {
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
  visit(facts, root, { class: null, function: null }, false);
  return facts;
}

function visit(facts: FileFacts, node: Node, scope: Scope, managed: boolean): void {
  let inner = scope;
  let inWith = managed;
  switch (node.type) {
    case 'import_statement':
    case 'import_from_statement':
      addImports(facts, node);
      return;
    case 'class_definition': {
      const name = [scope.class, field(node, 'name')?.text].filter(Boolean).join('.');
      facts.classes.set(name, { closes: false });
      inner = { class: name, function: scope.function };
      break;
    }
    case 'function_definition':
    case 'lambda':
      inner = { class: scope.class, function: addFunction(facts, node, scope) };
      break;
    case 'assignment':
    case 'named_expression':
      addAssignment(facts, node, scope);
      break;
    case 'return_statement':
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
  for (const child of node.namedChildren) if (child) visit(facts, child, inner, inWith);
}

function addImports(facts: FileFacts, node: Node): void {
  const from = field(node, 'module_name')?.text;
  const base = from === undefined ? '' : `${absolute(facts, from)}.`;
  for (const name of node.childrenForFieldName('name')) {
    if (!name) continue;
    const alias = field(name, 'alias')?.text;
    const full = alias === undefined ? name.text : field(name, 'name')!.text;
    // `import a.b` binds `a`; `from x import y` binds `y`.
    if (alias !== undefined || base !== '') facts.imports.set(alias ?? full, base + full);
    else facts.imports.set(full.split('.')[0]!, full.split('.')[0]!);
  }
}

/** `.views` in `rifa.urls` is `rifa.views`. */
function absolute({ module, file }: FileFacts, from: string): string {
  const dots = /^\.*/.exec(from)![0].length;
  if (dots === 0) return from;
  const parts = module.split('.');
  const isPackage = /(?:^|\/)__init__\.py$/.test(file);
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...base, from.slice(dots)].filter(Boolean).join('.');
}

function addFunction(facts: FileFacts, node: Node, scope: Scope): number {
  const id = facts.functions.length;
  const decorators = node.parent?.type === 'decorated_definition' ? node.parent.namedChildren : [];
  const cache = decorators.find(each => each?.type === 'decorator' && CACHES.test(each.text));
  const parameters = field(node, 'parameters')?.namedChildren ?? [];
  facts.functions.push({
    id,
    name: field(node, 'name')?.text ?? '<lambda>',
    parameters: parameters.map(each => (each && (field(each, 'name') ?? each.namedChildren[0] ?? each).text) ?? ''),
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
  const target = field(node, 'left') ?? field(node, 'name');
  const right = field(node, 'right') ?? field(node, 'value');
  if (!target || !right) return;
  const value = expression(right);
  const line = lineOf(node);
  const targets = /^(?:pattern_list|tuple_pattern)$/.test(target.type) ? target.namedChildren : [target];
  for (const each of targets) {
    if (each?.type === 'subscript') {
      facts.stores.push({ receiver: nameOf(field(each, 'value')), value, line, scope });
    } else if (each) facts.assignments.push({ target: nameOf(each), value, line, scope });
  }
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

function addCall(facts: FileFacts, node: Node, scope: Scope, managed: boolean): void {
  const call = expression(node);
  if (call.type !== 'call') return;
  const { callee, args, line } = call;
  facts.calls.push({ callee, args, line, scope, managed });
  const receiver = callee.slice(0, Math.max(0, callee.lastIndexOf('.')));
  const method = callee.slice(receiver.length + 1);
  if (PUTS.test(callee)) facts.stores.push({ receiver, value: args.at(-1) ?? { type: 'other' }, line, scope });
  if (TAKES.test(callee)) facts.removals.push({ receiver, line, scope });
  if (CLOSES.has(method) && scope.class !== null) facts.classes.get(scope.class)!.closes = true;
}

function expression(node: Node): Expression {
  switch (node.type) {
    case 'identifier':
      return { type: 'name', name: node.text };
    case 'call': {
      const callee = field(node, 'function');
      const args = field(node, 'arguments')?.namedChildren ?? [];
      return {
        type: 'call',
        callee: nameOf(callee),
        on: callee?.type === 'attribute' ? expression(field(callee, 'object')!) : null,
        args: args.flatMap(each => (each ? [expression(field(each, 'value') ?? each)] : [])),
        line: lineOf(node),
      };
    }
    case 'attribute':
      return {
        type: 'attribute',
        text: nameOf(node),
        on: expression(field(node, 'object')!),
        name: field(node, 'attribute')?.text ?? '',
      };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return { type: 'group', items: [expression(field(node, 'body') ?? node.namedChildren[0]!)] };
    case 'tuple':
    case 'list':
    case 'set':
    case 'dictionary':
    case 'pair':
    case 'expression_list':
    case 'await':
    case 'parenthesized_expression':
    case 'conditional_expression':
    case 'boolean_operator':
    case 'named_expression':
    case 'binary_operator':
      return { type: 'group', items: node.namedChildren.flatMap(each => (each ? [expression(each)] : [])) };
    default:
      return { type: 'other' };
  }
}

/** The text of a dotted name, with calls and subscripts in it kept short: `self.pool[…]`, `get()`. */
function nameOf(node: Node | null): string {
  if (!node) return '';
  switch (node.type) {
    case 'identifier':
      return node.text;
    case 'attribute':
      return `${nameOf(field(node, 'object'))}.${field(node, 'attribute')?.text ?? ''}`;
    case 'subscript':
      return `${nameOf(field(node, 'value'))}[…]`;
    case 'call':
      return `${nameOf(field(node, 'function'))}()`;
    default:
      return '?';
  }
}

function field(node: Node, name: string): Node | null {
  return node.childForFieldName(name);
}

/** From 1. */
function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
