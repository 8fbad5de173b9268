import { closeSync, openSync } from 'node:fs';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { SUPPORTED } from '../python/layouts/index.ts';
import { OriginError } from '../python/origin-error.ts';
import { readOriginsOfItself } from '../python/origins-process.ts';
import { readFdTypesInThread } from '../sampler/fd-types-thread.ts';
import { broken, type Fact, ok } from './fact.ts';
import { pidfdFact } from './pidfd.ts';

/** So many files are opened to see whether the count grows by them. */
const OPENED = 10;
/** The listing holds itself open while it is read. */
const LISTING_ITSELF = 1;
const REPORT = 'that should not be: please report it';

/** What fdtop is for, proved on itself: its own fds are counted in each way, named and looked for in a heap, and it holds itself. */
export async function proofFacts(): Promise<Fact[]> {
  const count = countFact();
  return [count, ...(await Promise.all([namesFact(), originsFact()])), pidfdFact()];
}

function countFact(): Fact {
  const id = 'proof.count';
  const title = 'counts fds';
  const files: number[] = [];
  try {
    const fast = hasFastFdCount('/proc');
    const before = counts(fast);
    while (files.length < OPENED) files.push(openSync('/dev/null', 'r'));
    const after = counts(fast);
    const isRight = after.listed === before.listed + OPENED && after.told === (fast ? after.listed : null);
    const way = fast ? 'by one stat a process (Linux 6.2 and later)' : 'by listing /proc/PID/fd (before Linux 6.2)';
    const proof = `${OPENED} more opened: ${before.listed} -> ${after.listed} listed, ${after.told ?? 'none'} told by stat`;
    return isRight ? ok(id, title, way, proof) : broken(id, title, way, `${proof}; ${REPORT}`);
  } catch (error) {
    return broken(id, title, null, (error as Error).message);
  } finally {
    for (const file of files) closeSync(file);
  }
}

function counts(fast: boolean): { listed: number; told: number | null } {
  const listed = countFds('/proc', process.pid, false) - LISTING_ITSELF;
  return { listed, told: fast ? countFds('/proc', process.pid, true) : null };
}

async function namesFact(): Promise<Fact> {
  const id = 'proof.names';
  const title = 'names fds';
  try {
    const request = { procRoot: '/proc', pid: process.pid, startTime: null, count: 0 };
    const { total, groups } = await readFdTypesInThread(request);
    const named = groups.reduce((sum, { count }) => sum + count, 0);
    return named > 0 && named === total
      ? ok(id, title, 'in a thread', `${total} of its own, all named`)
      : broken(id, title, 'in a thread', `${named} of ${total} of its own were named; ${REPORT}`);
  } catch (error) {
    return broken(id, title, null, (error as Error).message);
  }
}

/** The process that reads is no Python, and must say so of itself: then it runs and reads maps and memory. */
async function originsFact(): Promise<Fact> {
  const id = 'proof.origins';
  const title = 'finds origins';
  const value = `in CPython ${SUPPORTED}`;
  try {
    await readOriginsOfItself();
    return broken(id, title, value, `fdtop itself passed for a Python; ${REPORT}`);
  } catch (error) {
    const isExpected = error instanceof OriginError && error.code === 'no-python';
    return isExpected ? ok(id, title, value) : broken(id, title, value, (error as Error).message);
  }
}
