import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildProgram } from './bundle.ts';
import { describeFlavours, inOrder } from './flavours.ts';
import { isGone } from './processes.ts';
import { type Started, startFromOutside } from './starter.ts';

/** SIGKILL to some of the processes at once; what is left must go by itself. */
const killed: { who: string; pids: (demo: Started) => number[] }[] = [
  { who: 'the starter', pids: demo => [demo.starter.pid!] },
  { who: 'the master', pids: demo => [demo.masterPid] },
  { who: 'the keeper', pids: demo => [demo.keeperPid] },
  { who: 'the starter and the keeper', pids: demo => [demo.starter.pid!, demo.keeperPid] },
  { who: 'the keeper and the master', pids: demo => [demo.keeperPid, demo.masterPid] },
];

describeFlavours('nothing of the demo outlives SIGKILL', ({ flavour }) => {
  let built: Awaited<ReturnType<typeof buildProgram>>;
  let demo: Started;

  beforeAll(async () => {
    built = await buildProgram();
  });
  afterAll(() => built.remove());
  afterEach(() => demo.cleanUp());

  test.each(killed)('of $who', inOrder, async ({ pids }) => {
    demo = await startFromOutside(built.program, flavour);
    expect(demo.workerPids).toHaveLength(4);
    for (const pid of pids(demo)) process.kill(pid, 'SIGKILL');
    await demo.nothingIsLeft();
  });

  test('of the starter, with a worker and the master stopped', inOrder, async () => {
    demo = await startFromOutside(built.program, flavour);
    process.kill(demo.workerPids[0]!, 'SIGSTOP');
    process.kill(demo.masterPid, 'SIGSTOP');
    process.kill(demo.starter.pid!, 'SIGKILL');
    await demo.nothingIsLeft();
  });

  test('of the master, with a worker stopped', inOrder, async () => {
    demo = await startFromOutside(built.program, flavour);
    process.kill(demo.workerPids[0]!, 'SIGSTOP');
    process.kill(demo.masterPid, 'SIGKILL');
    await demo.nothingIsLeft();
    expect(isGone(demo.starter.pid!)).toBe(false);
  });
});
