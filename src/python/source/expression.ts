import type { Node } from 'web-tree-sitter';
import type { Argument, Expression } from './facts.ts';

/** Values and names that are nested deeper are not followed: a stack has an end, and each level is read once more by each above. */
const DEEPEST = 40;
const LONGEST_NAME = 20;

/** A value of the source, as far as it can be followed. */
export function expression(node: Node, depth = 0): Expression {
  if (depth > DEEPEST) return { type: 'other' };
  const within = (part: Node) => expression(part, depth + 1);
  switch (node.type) {
    case 'identifier':
      return { type: 'name', name: node.text };
    case 'call': {
      const callee = field(node, 'function');
      const args = field(node, 'arguments')?.namedChildren ?? [];
      return {
        type: 'call',
        callee: nameOf(callee),
        on: callee?.type === 'attribute' ? within(field(callee, 'object')!) : null,
        args: args.flatMap(each => (each && each.type !== 'comment' ? [argument(each, depth + 1)] : [])),
        line: lineOf(node),
      };
    }
    case 'attribute':
      return {
        type: 'attribute',
        text: nameOf(node),
        on: within(field(node, 'object')!),
        name: field(node, 'attribute')?.text ?? '',
      };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return { type: 'group', items: [within(field(node, 'body') ?? node.namedChildren[0]!)] };
    // `a = b = value` is an assignment of an assignment.
    case 'assignment':
    case 'named_expression':
      return within(field(node, 'right') ?? field(node, 'value') ?? node.namedChildren[0]!);
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
    case 'binary_operator':
      return { type: 'group', items: node.namedChildren.flatMap(each => (each ? [within(each)] : [])) };
    // What it gives when it is called, as that is what it is kept for.
    case 'lambda':
      return { type: 'group', items: [within(field(node, 'body')!)] };
    case 'none':
    case 'true':
    case 'false':
    case 'integer':
    case 'float':
    case 'string':
    case 'concatenated_string':
      return { type: 'constant' };
    default:
      return { type: 'other' };
  }
}

/** `timeout=5` has a keyword; `*more` is a value like any other. */
function argument(node: Node, depth: number): Argument {
  if (node.type !== 'keyword_argument') return { keyword: null, value: expression(node, depth) };
  return { keyword: field(node, 'name')?.text ?? null, value: expression(field(node, 'value') ?? node, depth) };
}

/**
 * The text of a dotted name, with calls and subscripts in it kept short: `get()`, `self.pool[…]`, and `config['FILES']`
 * where the key is a plain string, as that may be part of a name.
 */
export function nameOf(node: Node | null, depth = 0): string {
  if (!node) return '';
  if (depth > LONGEST_NAME) return '?';
  switch (node.type) {
    case 'identifier':
      return node.text;
    case 'attribute':
      return `${nameOf(field(node, 'object'), depth + 1)}.${field(node, 'attribute')?.text ?? ''}`;
    case 'subscript':
      return `${nameOf(field(node, 'value'), depth + 1)}[${keyOf(field(node, 'subscript'))}]`;
    case 'call':
      return `${nameOf(field(node, 'function'), depth + 1)}()`;
    case 'parenthesized_expression':
    case 'await':
      return nameOf(node.namedChildren[0] ?? null, depth + 1);
    default:
      return '?';
  }
}

function keyOf(node: Node | null): string {
  const text = node?.type === 'string' ? /^(['"])([\w.-]+)\1$/.exec(node.text)?.[2] : undefined;
  return text === undefined ? '…' : `'${text}'`;
}

export function field(node: Node, name: string): Node | null {
  return node.childForFieldName(name);
}

/** From 1. */
export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
