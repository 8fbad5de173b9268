/**
 * `need('gunicorn')('a real Gunicorn', () => { … })` is a `describe` that runs where the package is there and is
 * skipped, with the reason in its name, where it is not. `test/run.ts` counts such a skip as a failure when CI is set.
 */
import { describe } from 'vitest';
import { missingPackages, type PackageName } from './packages.ts';

/** Something else that a test may need: says why it cannot be had, or null. */
export type Condition = () => string | null;

export const root: Condition = () => (process.getuid?.() === 0 ? null : 'root');

export function need(...needed: (PackageName | Condition)[]): (name: string, body: () => void) => void {
  const missing = needed.flatMap(each =>
    typeof each === 'function' ? (each() ?? []) : missingPackages([each]).map(name => `Debian package ${name}`),
  );
  if (missing.length === 0) return (name, body) => describe(name, body);
  return (name, body) => describe.skip(`${name} (skipped, needs ${missing.join(', ')})`, body);
}
