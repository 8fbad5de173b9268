/** What a short command loads: nothing of Node, and no file of the bundle, that it does not need. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node's own modules, and the files of the bundle, that a run has loaded. */
async function loadedBy(...args: string[]): Promise<{ modules: string[]; files: string[] }> {
  const [hook, list] = [join(folder, 'hook.cjs'), join(folder, 'list.json')];
  writeFileSync(
    hook,
    `const { registerHooks } = require('node:module');
     const files = [];
     registerHooks({ load(url, context, next) { files.push(url); return next(url, context); } });
     process.on('exit', () => {
       require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify({ modules: process.moduleLoadList, files }));
     });`,
  );
  await execa(process.execPath, ['--require', hook, FDTOP, ...args], { stdin: 'ignore', reject: false });
  const { modules, files } = JSON.parse(readFileSync(list, 'utf8')) as { modules: string[]; files: string[] };
  return {
    modules: modules.map(name => name.replace('NativeModule ', '')),
    files: files.filter(url => url.includes('/dist/')),
  };
}

test('fdtop check loads a handful of files, and neither network nor processes or HTTP', async () => {
  const { modules, files } = await loadedBy('check', '--proc-root', '/proc');
  // The one thread, and the streams that Node makes for it, are of the watchdog (src/platform/watchdog.ts).
  for (const name of ['net', 'http', 'child_process', 'readline', 'fs/promises', 'zlib'])
    expect(modules, name).not.toContain(name);
  expect(files.length).toBeLessThanOrEqual(7);
  expect(files.length).toBeGreaterThan(2);
});

test('a snapshot, which measures what there is, does load them', async () => {
  // All processes: there may be no Gunicorn.
  expect((await loadedBy('--once', '--all')).modules).toContain('stream');
});
