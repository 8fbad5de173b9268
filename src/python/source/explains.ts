import type { PathPart } from '../path-parts.ts';
import { type Expression, resolve } from './facts.ts';
import type { Store } from './store.ts';

/** What these make is of the type that they are named after, and nothing else. */
const TYPES = /^(?:enumerate|zip|map|filter|reversed|iter|list|dict|set|tuple|deque|partial|OrderedDict|defaultdict)$/;

/**
 * How well a line explains the objects that the heap has in a holder, where several lines store into it: what it creates
 * should be of their types, and what opens it of their packages. The higher the better.
 */
export function explains({ value, facts, opened, by }: Store, inside: readonly PathPart[]): number {
  const names = new Set(inside.map(({ type }) => type.slice(type.lastIndexOf('.') + 1)));
  const packages = new Set(inside.map(({ type }) => type.split('.')[0]!));
  const made = callsIn(value).map(callee => resolve(facts, callee));
  let score = 0;
  for (const full of new Set([...made, ...(opened ? [opened.callee] : []), ...(by ? [by] : [])])) {
    const name = full.slice(full.lastIndexOf('.') + 1);
    const isPackaged = full.includes('.') && /^[a-z]/.test(full);
    if (names.has(name)) score += 2;
    else if (isPackaged && packages.has(full.split('.')[0]!)) score += 1;
    else if (TYPES.test(name) || /^[A-Z]/.test(name)) score -= 2;
    else if (isPackaged && full === opened?.callee && !/^(?:os|io|socket|pathlib)\./.test(full)) score -= 1;
  }
  return score;
}

function callsIn(value: Expression): string[] {
  if (value.type === 'group') return value.items.flatMap(callsIn);
  return value.type === 'call' ? [value.callee, ...value.args.flatMap(({ value }) => callsIn(value))] : [];
}
