import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildProgram } from './bundle.ts';
import { describeFlavours, inOrder } from './flavours.ts';
import { childrenOf, linksOf, until } from './processes.ts';
import { type Started, startFromOutside } from './starter.ts';

describeFlavours('the demo at a low limit', ({ flavour }) => {
  let built: Awaited<ReturnType<typeof buildProgram>>;
  let demo: Started;

  beforeAll(async () => {
    built = await buildProgram();
  });
  afterAll(() => built.remove());
  afterEach(() => demo?.cleanUp());

  test('the leak stays at 80 % of it, and nobody dies', inOrder, async () => {
    demo = await startFromOutside(built.program, flavour, 500);
    const most = () => Math.max(...demo.workerPids.map(pid => linksOf(pid).length));
    await until('390 fds', () => most() >= 390, 40);
    await sleep(2_000);
    expect(most()).toBeLessThanOrEqual(420);
    expect(childrenOf(demo.masterPid)).toEqual(demo.workerPids);
  });
});
