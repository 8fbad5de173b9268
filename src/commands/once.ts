import type { Config } from '../config/config.ts';
import { filterSnapshot } from '../model/filter/filter.ts';
import { toJson } from '../report/json.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import { shown } from '../terminal/abilities.ts';
import { filterOf } from '../ui/filter-terms.ts';
import { look } from './look.ts';

/** What one look cannot tell. */
const NEED_TREND = ['growth', 'full-in'];

/** One snapshot on stdout, of what --filter leaves. A filter that asks for growth takes 2 s. Returns the exit code. */
export async function once(config: Config): Promise<number> {
  const filter = filterOf(config.filter);
  const trend = NEED_TREND.some(field => filter.fields.has(field));
  const snapshot = filterSnapshot(await look(config, { trend, shown: null }), filter);
  process.stdout.write(`${config.json ? toJson(snapshot) : shown(snapshotText(snapshot, config))}\n`);
  return 0;
}
