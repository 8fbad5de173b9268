/** The proofs, with what they look at mocked: a kernel that counts otherwise, or wrongly, and threads that do not come up. */
import { beforeEach, expect, it, vi } from 'vitest';
import { proofFacts } from '../../src/doctor/proofs.ts';
import { countFds, hasFastFdCount } from '../../src/proc/fd-count.ts';
import { OriginError } from '../../src/python/origin-error.ts';
import { readOriginsOfItself } from '../../src/python/origins-process.ts';
import { readFdTypesInThread } from '../../src/sampler/fd-types-thread.ts';

vi.mock('../../src/proc/fd-count.ts', async original => {
  const real = await original<typeof import('../../src/proc/fd-count.ts')>();
  return { ...real, hasFastFdCount: vi.fn(real.hasFastFdCount), countFds: vi.fn(real.countFds) };
});
vi.mock('../../src/python/origins-process.ts', () => ({ readOriginsOfItself: vi.fn() }));
vi.mock('../../src/sampler/fd-types-thread.ts', () => ({ readFdTypesInThread: vi.fn() }));

const stateOf = async (id: string) => (await proofFacts()).find(fact => fact.id === id);

beforeEach(() => {
  vi.mocked(readOriginsOfItself).mockRejectedValue(new OriginError('no-python', process.pid));
  vi.mocked(readFdTypesInThread).mockResolvedValue({ total: 3, groups: [{ count: 3 }] } as never);
});

it('mocked: an older kernel is counted by listing', async () => {
  vi.mocked(hasFastFdCount).mockReturnValueOnce(false);
  expect(await stateOf('proof.count')).toMatchObject({ state: 'ok', value: expect.stringContaining('listing') });
});

it('mocked: a stat that does not grow with the files is broken', async () => {
  vi.mocked(hasFastFdCount).mockReturnValueOnce(true);
  const real = vi.mocked(countFds).getMockImplementation()!;
  vi.mocked(countFds).mockImplementation((root, pid, fast) => (fast ? 5 : real(root, pid, fast)));
  expect(await stateOf('proof.count')).toMatchObject({
    state: 'broken',
    why: expect.stringContaining('please report it'),
  });
  vi.mocked(countFds).mockImplementation(real);
});

it('mocked: threads that do not come up, or name too few, are broken', async () => {
  vi.mocked(readFdTypesInThread).mockRejectedValueOnce(new Error('no thread'));
  expect(await stateOf('proof.names')).toMatchObject({ state: 'broken', why: 'no thread' });
  vi.mocked(readFdTypesInThread).mockResolvedValueOnce({ total: 3, groups: [{ count: 2 }] } as never);
  expect(await stateOf('proof.names')).toMatchObject({ state: 'broken' });
  vi.mocked(readOriginsOfItself).mockRejectedValueOnce(new Error('no thread'));
  expect(await stateOf('proof.origins')).toMatchObject({ state: 'broken', why: 'no thread' });
  vi.mocked(readOriginsOfItself).mockResolvedValueOnce({} as never);
  expect(await stateOf('proof.origins')).toMatchObject({ state: 'broken' });
});
