/** Where what fdtop itself executes lies: a real folder of another user, as TMPDIR has it. */
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { need, root } from '../support/need.ts';

const NOBODY = 65534;
const before = process.env.TMPDIR;
let base: string;
const made: string[] = [];

beforeEach(() => {
  base = mkdtempSync('/tmp/fdtop-test-');
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  for (const folder of [base, ...made.splice(0)]) rmSync(folder, { recursive: true, force: true });
});

function folderFor(tmpdir: string): string {
  process.env.TMPDIR = tmpdir;
  const folder = makeTemporaryFolder('fdtop-demo-');
  made.push(folder);
  return dirname(folder);
}

test('below TMPDIR, which is the own one', () => {
  expect(folderFor(base)).toBe(base);
});

need(root)('TMPDIR of another user', () => {
  test('it is below /tmp then', () => {
    const theirs = join(base, 'theirs');
    mkdirSync(join(theirs, 'deep'), { recursive: true });
    chownSync(theirs, NOBODY, NOBODY);
    expect(folderFor(theirs)).toBe('/tmp');
    expect(folderFor(join(theirs, 'deep'))).toBe('/tmp');
  });
});
