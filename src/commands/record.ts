import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { plural } from '../model/format.ts';
import { Recorder } from '../record/recorder.ts';
import { Loop } from '../sampler/loop.ts';
import { Sampler } from '../sampler/sampler.ts';
import '../sampler/stays.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

const MB = 1_000_000;
const DEFAULT_MAX_MB = 100;
const INTERRUPTED = 130;
const DONE = 0;

/** `fdtop record FILE`: a snapshot at every interval, until it is ended. Returns the exit code. */
export async function record(config: Config, [file]: readonly string[]): Promise<number> {
  if (file === undefined) throw new UsageError(words().commandUsage.recordNeeds);
  const recorder = new Recorder({ file, maxBytes: (config.maxSize ?? DEFAULT_MAX_MB) * MB });
  const sampler = new Sampler(config);
  let count = 0;
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const tick = async () => {
    const snapshot = await sampler.sample({ shown: null, exact: false });
    try {
      recorder.add(snapshot);
      count += 1;
    } catch (error) {
      reject(error as Error);
    }
  };
  const loop = new Loop(tick, config.intervalSeconds, ({ message }) =>
    process.stderr.write(shown(`fdtop: ${message}\n`)),
  );
  void loop.start();
  process.stderr.write(shown(`recording to ${file} every ${config.intervalSeconds} s; Ctrl-C ends it\n`));
  try {
    return await Promise.race([ended(), failure]);
  } finally {
    loop.stop();
    sampler.close();
    recorder.close();
    process.stderr.write(`${plural(count, 'snapshot')} recorded\n`);
  }
}

function ended(): Promise<number> {
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve(INTERRUPTED));
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(DONE));
  });
}
