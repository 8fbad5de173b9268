import { expect, test } from 'vitest';
import { FdTypesError, readFdTypes } from '../../src/proc/read-fd-types.ts';
import { readFdTypesInThread } from '../../src/sampler/fd-types-thread.ts';
import { procTree } from '../support/proc-tree.ts';
import { waitUntil } from '../support/wait.ts';

const request = (procRoot: string, pid = 7) => ({ procRoot, pid, startTime: null });
const threads = () =>
  process.getActiveResourcesInfo().filter(name => name === 'Worker' || name === 'MessagePort').length;

test('reads the same as readFdTypes, and tells its progress', async () => {
  const tree = procTree().add({ pid: 7, fds: 6_000 });
  tree.link('7/fd/6000', 'pipe:[1]');
  const progress: [number, number][] = [];
  const types = await readFdTypesInThread(request(tree.root), { onProgress: (...step) => progress.push(step) });
  expect(types).toEqual(readFdTypes(request(tree.root)));
  expect(types.groups.map(({ label, count }) => [label, count])).toEqual([
    ['/dev/null', 6_000],
    ['pipe', 1],
  ]);
  expect(progress.map(([done]) => done)).toEqual([2_048, 4_096]);
});

test('its refusals are of the same class, with the same sentence', async () => {
  const tree = procTree();
  const error = await readFdTypesInThread(request(tree.root)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FdTypesError);
  expect(error).toMatchObject({
    code: 'gone',
    pid: 7,
    message: 'cannot read the fds of 7: it has ended; choose a process that runs',
  });
});

test('any other trouble comes through too', async () => {
  const tree = procTree().add({ pid: 7, fds: 0 }).remove('7/fd').write('7/fd', 'no directory');
  await expect(readFdTypesInThread(request(tree.root))).rejects.toThrow(/ENOTDIR/);
});

test('cancelling ends the thread, and rejects with the reason', async () => {
  const tree = procTree().add({ pid: 7, fds: 20_000 });
  const before = threads();
  const cancel = new AbortController();
  let steps = 0;
  const reading = readFdTypesInThread(request(tree.root), {
    signal: cancel.signal,
    onProgress() {
      steps += 1;
      cancel.abort();
    },
  });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect(steps).toBe(1);
  await waitUntil('the thread to end', () => threads() <= before);
});

test('a signal that is aborted already starts no thread', async () => {
  const before = threads();
  const reading = async () =>
    readFdTypesInThread(request('/proc', 1), { signal: AbortSignal.abort(new Error('no need')) });
  await expect(reading()).rejects.toThrow('no need');
  expect(threads()).toBe(before);
});

test('the listeners of a signal that is used again and again do not pile up', async () => {
  const tree = procTree().add({ pid: 7, fds: 3 });
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening.add(args[1]);
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening.delete(args[1]);
    remove(...args);
  };
  const reading = readFdTypesInThread(request(tree.root), { signal });
  expect(listening.size).toBe(1);
  await reading;
  expect(listening.size).toBe(0);
});
