import { printable } from '../model/printable.ts';
import { words } from '../words/words.ts';
import { type Objection, type TrustOptions, type Walk, walkPath } from './path-walk.ts';

const LONGEST_PATH = 300;

/**
 * Why what lies at a path is not the word of `by` or of root alone, as a sentence; null when only they can change it: it, all
 * folders above it and all links on the way are theirs, and no other may write there. In a sticky folder (/tmp) others may
 * write, but not replace what is theirs. A file system whose server may be away is not touched, but said, unless `waits`.
 */
export function whyUntrusted(path: string, options: TrustOptions): string | null {
  return trustOf(path, options).why;
}

/** The same, and where it really is; `isThere` is false when it is missing, which is a reason for a file that must be there. */
export function trustOf(path: string, options: TrustOptions): { path: string; isThere: boolean; why: string | null } {
  const walk = walkPath(path, options);
  const { objection } = walk;
  const isMissing = objection ? objection.what === 'unseen' && isNothing(objection.code) : walk.stats === null;
  return { path: walk.path, isThere: !isMissing, why: objection && sayObjection(objection, options.by) };
}

/**
 * Where a file really is, when it and all that leads there belongs to this user or to root, so that nobody else can have
 * laid the way. What is not there yet is fine. Throws a sentence otherwise: root in the home of another user must write
 * nothing there, it would be root's for good. `waits`: a person has named this path.
 */
export function ownPath(file: string, { waits = process.geteuid?.() !== 0 } = {}): string {
  const by = process.geteuid?.() ?? 0;
  const { path, objection }: Walk = walkPath(file, { by, what: 'own-file', waits });
  if (objection) throw new Error(sayObjection(objection, by));
  return path;
}

/** An objection as a sentence. */
export function sayObjection(objection: Objection, by: number | 'root'): string {
  const said = words().files;
  const path = printable(objection.path, LONGEST_PATH);
  const isRoot = by === 'root' || by === 0 || process.geteuid?.() === 0;
  switch (objection.what) {
    case 'owner':
      return said.notOwned(path, objection.uid, isRoot);
    case 'writable':
      return said.othersWrite(path, isRoot);
    case 'writable-in':
      return said.othersWriteIn(path, isRoot);
    case 'links':
      return said.manyLinks(path);
    case 'link':
      return said.isLink(path);
    case 'not-plain':
      return said.notPlain(path);
    case 'no-folder':
      return said.noFolder(path);
    case 'waits':
      return said.mayWait(path, objection.type);
    case 'unseen':
      return said.cannotLook(path, objection.code);
  }
}

function isNothing(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}
