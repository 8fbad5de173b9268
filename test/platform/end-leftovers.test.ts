/** What a program has left behind is ended; what only looks like it is not. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { endLeftovers, uptimeTicks } from '../../src/platform/end-leftovers.ts';
import { register } from '../support/cleanup.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const MARK = 'FDTOP_STARTED=test-of-leftovers';

async function sleeper(uid: number, env: Record<string, string>): Promise<number> {
  const child = spawn('sleep', ['300'], { uid, gid: uid, env, stdio: 'ignore', detached: true });
  register({ stop: async () => void child.kill('SIGKILL'), stopNow: () => void child.kill('SIGKILL') });
  return await waitUntil('its start', () => child.pid !== undefined && isAlive(child.pid) && child.pid);
}

need('util-linux', root)('of what a program has started', () => {
  it('that is ended which has its mark and its user; another’s is not, whatever mark or group that has', async () => {
    const since = uptimeTicks() - 10;
    const marked = { FDTOP_STARTED: 'test-of-leftovers' };
    const [own, others, unmarked] = [
      await sleeper(65534, marked),
      await sleeper(65533, marked),
      await sleeper(65534, {}),
    ];
    expect(await endLeftovers({ uid: 65534, mark: MARK, since })).toBe(0);
    await waitUntil('its end', () => !isAlive(own));
    expect([others, unmarked].map(isAlive)).toEqual([true, true]);
  });
});
