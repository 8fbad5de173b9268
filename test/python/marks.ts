/** The marked lines of the apps that leak: those that `fdtop origin` must name. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APPS = fileURLToPath(new URL('../support/apps/', import.meta.url));

/** Place of the line that is marked `# opened: KIND` or `# stored: KIND`, as fdtop names it; null for null. */
export type Marked = (mark: 'opened' | 'stored', kind: string | null) => string | null;

/** `app`: a directory of apps/. `root`: the one that its modules are imported from, as far as it lies below apps/. */
export function marksOf(app: string, root = ''): Marked {
  const lines = globSync(`${app}/**/*.py`, { cwd: APPS }).flatMap(path =>
    readFileSync(join(APPS, path), 'utf8')
      .split('\n')
      .map((text, index) => ({ text, place: `${path.slice(root.length)}:${index + 1}` })),
  );
  return (mark, kind) => {
    if (kind === null) return null;
    const pattern = new RegExp(`# ${mark}: ${kind}(?: |$)`);
    const found = lines.filter(({ text }) => pattern.test(text));
    if (found.length !== 1) throw new Error(`${found.length} lines of ${app} are marked ${mark}: ${kind}, not one`);
    return found[0]!.place;
  };
}
