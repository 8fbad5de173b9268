import type { PathPart } from './path-parts.ts';
import type { Root } from './roots.ts';

/** A key that is worth to be shown: a name in the code, as far as one can tell; numbers and tokens are not. */
const NAME = /^[A-Za-z_][A-Za-z_.-]{0,39}$/;
/** What methods refer to their object and their function by, and a decorated function to the one in it. */
const WRAPPING = /^__(?:func|self|wrapped)__$/;
/** As often as this in a path it is no coincidence. */
const CHAIN = 4;

export function rootName(root: Root): string {
  switch (root.how) {
    case 'module-global':
      return `${root.module}.${root.name}`;
    case 'class-attribute':
      return `${root.module}.${root.class}.${root.name}`;
    case 'frame':
      return root.name === null
        ? `a running call of ${root.function}()`
        : `${root.name} in a running call of ${root.function}()`;
    case 'thread-local':
      return root.name;
    case 'application':
      return `the app (${root.name})`;
    case 'context-variable':
      return `the context variable ${root.name}`;
  }
}

/** From the root's name to the last of the path; a closure in a closure is said once. */
export function pathText(root: Root, path: readonly PathPart[], text: (part: PathPart) => string): string {
  return (rootName(root) + path.map(text).join('')).replace(/( \(closure\))+/g, ' (closure)');
}

/** How Python writes the way from an object to the next: `.files`, `[…]`. */
export function stepText({ step, type }: PathPart): string {
  // The tuple of a function's closure or defaults, or of a pair.
  if (type === 'tuple') return '';
  if (step.kind === 'attribute') return WRAPPING.test(step.name) ? '' : `.${step.name}`;
  if (step.kind === 'function') return step.part === 'closure' ? ' (closure)' : ' (default argument)';
  return step.kind === 'item' || step.kind === 'key' ? '[…]' : '';
}

/** The same with the key: `['files']`. */
export function exactStep(part: PathPart): string {
  const { step } = part;
  return step.kind === 'key' && step.key !== null && NAME.test(step.key) ? `['${step.key}']` : stepText(part);
}

const PLAIN =
  /^(?:list|dict|tuple|set|deque|cell|function|method|frame|traceback|generator|coroutine|(?:_contextvars\.)?(?:Context|Token))$/;

/** The class of which a path has one object after the other; null when there is none such. */
export function chainName(parts: readonly PathPart[]): string | null {
  const counts = new Map<string, number>();
  for (const { type } of parts) if (!PLAIN.test(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  const [type, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  return count >= CHAIN ? type : null;
}
