import type { Node } from 'web-tree-sitter';
import { field } from './expression.ts';
import type { FileFacts } from './facts.ts';

/** Adds the names that an import statement binds. */
export function addImports(facts: FileFacts, node: Node): void {
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
