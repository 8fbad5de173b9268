/** An incident is recorded, fdtop dies in the middle of it, and it is walked through afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readRecording } from '../../src/record/recording.ts';
import { register } from '../support/cleanup.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

need('gunicorn', 'python3-setproctitle')('record and replay', () => {
  it.each(['a.ndjson', 'a.ndjson.gz'])(
    '%s, killed while it records',
    async name => {
      const file = join(folder, name);
      const gunicorn = await startGunicorn({ workers: 2, name: `recorded-${name}` });
      const [worker] = gunicorn.workerPids();
      const recorder = spawn(process.execPath, [FDTOP, 'record', file, '--interval', '0.2'], { stdio: 'ignore' });
      const stop = register({
        stop: async () => void recorder.kill('SIGKILL'),
        stopNow: () => recorder.kill('SIGKILL'),
      });
      const seen = () => {
        try {
          return [...readRecording(file)].flatMap(each => ('snapshot' in each ? [each.snapshot] : []));
        } catch {
          return [];
        }
      };
      const isSeen = (fds: number) =>
        seen().some(({ processes }) => processes.some(({ pid, fds: now }) => pid === worker && now! >= fds));
      await waitUntil('the calm before', () => isSeen(1));
      await gunicorn.hold(worker!, 'file', 12_000);
      await waitUntil('the leak in the recording', () => isSeen(12_000));
      const ended = once(recorder, 'exit');
      await stop();
      await ended;
      await gunicorn.stop();

      const terminal = openTerminal({ command: process.execPath, args: [FDTOP, 'replay', file], cols: 100, rows: 24 });
      await terminal.waitFor(/read-only n next/);
      await terminal.waitFor(/^ fdtop {2}REPLAY [\d.]+x \d\d:\d\d:\d\d {2}of \d\d:\d\d:\d\d–\d\d:\d\d:\d\d /m);
      terminal.write('A');
      await terminal.waitFor(new RegExp(`^.*!!!? ${worker} .* 1[12],\\d{3} `, 'm'));
      await terminal.waitFor('PAUSED');
      terminal.write('kr');
      terminal.write('p');
      await terminal.waitFor('this is the end of the recording', { timeout: 30_000 });
      await terminal.waitFor(/^ fdtop {2}REPLAY .* END /m);
      expect(`${terminal}`).not.toMatch(/Replace worker|Restart /);
      terminal.write('q');
      expect((await terminal.exit).code).toBe(0);
      expect((await fdtop('replay', file)).stdout).toContain(`${worker}`);
    },
    60_000,
  );
});

it.each([
  [['record'], 2, 'record needs a FILE'],
  [['replay'], 2, 'replay needs the FILE'],
  [['replay', '/etc/passwd'], 1, 'is no recording of fdtop'],
  [['record', '/etc/passwd'], 1, '/etc/passwd is no recording of fdtop: it is left as it is'],
  [['record', '/nowhere/x'], 1, 'cannot write /nowhere/x: ENOENT'],
])('%j ends with %i: %s', async (args, code, words) => {
  const { exitCode, stderr } = await fdtop(...args);
  expect(stderr).toContain(words);
  expect(exitCode).toBe(code);
});
