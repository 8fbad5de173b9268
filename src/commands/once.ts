import type { Config } from '../config/config.ts';
import { toJson } from '../report/json.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import { Sampler } from '../sampler/sampler.ts';

/** One snapshot on stdout. Returns the exit code. */
export async function once(config: Config): Promise<number> {
  const sampler = new Sampler(config);
  const snapshot = await sampler.sample({ shown: null, exact: true });
  sampler.close();
  process.stdout.write(`${config.json ? toJson(snapshot) : snapshotText(snapshot)}\n`);
  return 0;
}
