/** A check in a container may do no more than the worker: by real processes that have given up what they could gain. */
import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { whyFreer } from '../../src/actions/check-place.ts';
import { type Identity, identityOf } from '../../src/proc/identity.ts';
import { registerChild } from '../support/cleanup.ts';
import { need, root } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function bound(...args: string[]): Promise<Identity> {
  const child = spawn('setpriv', [...args, 'sleep', '100'], { stdio: 'ignore' });
  stops.push(registerChild(child));
  const isSleep = () => identityOf(child.pid!)?.exe?.raw.endsWith('/sleep') ?? false;
  await waitUntil('it runs', isSleep);
  return identityOf(child.pid!)!;
}

const givenUp = 'it has given up rights, which a check in its container would have';

need(root)('what a worker has given up', () => {
  test('a program of the container has not given it up', async () => {
    const main = await bound('--inh-caps=-all');
    const last = await bound('--no-new-privs', '--bounding-set=-all');
    const withoutSome = await bound('--bounding-set=-sys_ptrace');
    expect(whyFreer(main, main, true)).toBeNull();
    expect(whyFreer(last, main, true)).toBe(givenUp);
    expect(whyFreer(withoutSome, main, true)).toBe(givenUp);
    expect(whyFreer(main, last, true)).toBeNull();
    // On the host setpriv takes all of that away.
    expect(whyFreer(last, main, false)).toBeNull();
  });
});
