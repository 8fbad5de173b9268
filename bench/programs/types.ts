/**
 * Names the fds of one process once, in the thread that the screen uses, and prints how many ms that took and what came:
 * a fresh process each time, so nothing is warm, as when the user presses `t` for the first time. Bundled by
 * support/bundle.ts.  types PROC_ROOT PID SAMPLE, SAMPLE 0 reads all.
 */
import { readFdTypesInThread } from '../../src/sampler/fd-types-thread.ts';

const [procRoot, pid, sample] = process.argv.slice(2);
const request = { procRoot: procRoot!, pid: Number(pid), startTime: null };
const started = performance.now();
const { total, sampled } = await readFdTypesInThread(
  sample === '0' ? request : { ...request, sample: Number(sample), quick: true },
);
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, total, sampled }));
