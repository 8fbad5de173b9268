import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

export interface Flavour {
  flavour: 'own' | 'gunicorn';
  gunicorn: boolean;
}

const hasGunicorn = spawnSync('gunicorn', ['--version']).status === 0;

/** For the tests of one flavour: one after the other, while the other flavour's run. They wait more than they work. */
export const inOrder = { concurrent: false, timeout: 120_000 };

/** Both kinds of demo behave alike, so both take the same tests. Gunicorn's are skipped where it is not installed. */
export function describeFlavours(what: string, tests: (flavour: Flavour) => void): void {
  describe(`${what}, own`, { concurrent: true }, () => tests({ flavour: 'own', gunicorn: false }));
  describe(`${what}, gunicorn`, { concurrent: true, skip: !hasGunicorn }, () =>
    tests({ flavour: 'gunicorn', gunicorn: true }),
  );
}
