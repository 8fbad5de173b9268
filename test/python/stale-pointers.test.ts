/** What a collection held once, and what lies in its memory still, it does not hold. */
import { expect, test } from 'vitest';
import { readOrigins } from '../../src/python/read-origins.ts';
import { startPython } from '../proc/python-process.ts';

/** Sockets that only a cycle holds, after they have been through a deque, and a set that left its first table. */
const SCRIPT = `
import collections, gc, socket

class Loop:
    def __init__(self):
        self.sock = socket.socket()
        self.itself = self

gc.disable()
WAITING = collections.deque(["first"])
SEEN = set()
for _ in range(40):
    loop = Loop()
    WAITING.append(loop)
    SEEN.add(loop)
for loop in list(SEEN):
    SEEN.discard(loop)
while len(WAITING) > 1:
    WAITING.pop()
del loop
print("ready")
input()
`;

test('entries that were taken out of a deque or a set', async () => {
  const { pid } = await startPython('-c', SCRIPT);
  const { groups } = await readOrigins({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } });
  const sockets = groups.find(({ label }) => /socket/.test(label))!;
  expect(sockets.origins.map(({ how, share }) => ({ how, share }))).toEqual([{ how: 'cycle', share: 1 }]);
});
