import type { Holder } from '../holder.ts';
import { rootName } from '../holder-names.ts';
import { isLibraryFile } from '../library.ts';
import type { Root } from '../roots.ts';
import type { AppSource } from './app-source.ts';

/** A holder by the name that it was given where it was made: every module that imports it has one of its own. */
export function withDefiningName(app: AppSource, holder: Holder): Holder {
  const { root, aliases, definedAs } = holder;
  if (root === null || aliases.length === 0) return holder;
  const best = [root, ...aliases].sort(
    (a, b) => rank(app, a, definedAs) - rank(app, b, definedAs) || compare(rootName(a), rootName(b)),
  )[0]!;
  if (best === root) return holder;
  const renamed = (text: string) => rootName(best) + text.slice(rootName(root).length);
  return { ...holder, root: best, heldBy: renamed(holder.heldBy), exactly: renamed(holder.exactly) };
}

/** The module of the app that defines it, its class, one that imports it; what is a library's, by the library's name. */
function rank(app: AppSource, root: Root, definedAs: string | null): number {
  if (root.how === 'class-attribute') return isLibraryFile(root.file) ? 4 : 1;
  if (root.how !== 'module-global') return 5;
  if (isLibraryFile(root.file)) return 3;
  if (definedAs !== null && root.name !== definedAs) return 2;
  const full = app.module(root.module)?.imports.get(root.name);
  if (full === undefined) return 0;
  return app.module(full.slice(0, full.lastIndexOf('.'))) ? 2 : 5;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
