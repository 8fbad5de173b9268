import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-leave-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Exits while a thread of Node's stands in the open(2) of a FIFO that nobody writes to. */
function exitWhileWaiting(wait: string) {
  const fifo = join(folder, 'fifo');
  rmSync(fifo, { force: true });
  execFileSync('mkfifo', [fifo]);
  const script = `
    import { open } from 'node:fs/promises';
    import { leavable } from ${JSON.stringify(new URL('../../src/platform/leave.ts', import.meta.url).href)};
    void (${wait})(open(${JSON.stringify(fifo)}));
    setTimeout(() => process.exit(7), 100);`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  return execa(process.execPath, args, { reject: false, timeout: 3000, killSignal: 'SIGKILL' });
}

it('an exit does not wait for a thread that may wait for ever, and its code stays', async () => {
  expect(await exitWhileWaiting('leavable')).toMatchObject({ timedOut: false, exitCode: 7 });
});

it('one of Node’s own does', async () => {
  expect(await exitWhileWaiting('String')).toMatchObject({ timedOut: true });
});
