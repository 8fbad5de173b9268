import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sudoCommand } from '../../src/actions/sudo-command.ts';

test('names Node and the program by their paths where sudo does not find it, ready to be pasted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop sudo-'));
  const file = join(folder, 'fdtop.js');
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  expect(sudoCommand(['kill', '4711'], ['/usr/bin/node', file])).toBe(`sudo /usr/bin/node '${file}' kill 4711`);
  expect(sudoCommand(["it's"], ['/usr/bin/node', '/x'])).toBe(`sudo /usr/bin/node /x 'it'\\''s'`);
  rmSync(folder, { recursive: true });
});
