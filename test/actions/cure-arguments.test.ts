/** Which files may beat a drop-in. The round trips are in test/systemd/cure.test.ts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planArguments } from '../../src/actions/cure-arguments.ts';
import { foreign } from '../../src/model/foreign.ts';
import type { UnitSettings } from '../../src/service/unit-settings.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'fdtop-cure-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const planWith = async (...environmentFiles: string[]) => {
  const settings: UnitSettings = {
    ...{ loaded: true, mainPid: process.pid, limitSoft: null, limitHard: null, dropIns: [], isStale: false },
    environment: new Map(),
    environmentFiles: environmentFiles.map(foreign),
    unset: [],
    execStart: foreign('gunicorn app:app'),
    fragment: foreign(''),
  };
  return await planArguments(settings, process.pid, { 'max-requests': '100' }, null);
};

test('a file that is gone, or says nothing of it, is no hindrance', async () => {
  writeFileSync(join(dir, 'env'), 'A=1\n');
  expect(await planWith(join(dir, 'nowhere'), join(dir, 'env'))).toMatchObject({ cmdArgs: '--max-requests 100' });
});

test('a pipe that the user of the service has put in its place is not read: that would never end', async () => {
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  expect(await planWith(join(dir, 'pipe'))).toMatchObject({ refused: expect.stringMatching(/pipe is no plain file/) });
});
