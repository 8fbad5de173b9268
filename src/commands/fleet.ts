import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { Fleet } from '../fleet/fleet.ts';
import { PrometheusApi } from '../fleet/prometheus-api.ts';
import { remoteText } from '../fleet/remote.ts';
import { filterSnapshot } from '../model/filter/filter.ts';
import { toJson } from '../report/json.ts';
import { snapshotText } from '../report/snapshot-text.ts';
import type { Store } from '../store/store.ts';
import { shown } from '../terminal/abilities.ts';
import { filterOf } from '../ui/filter-terms.ts';
import { words } from '../words/words.ts';
import { canShowScreen } from './is-terminal.ts';
import { type SourceEffects, showScreen, withoutProcesses } from './screen.ts';

/** The screen over every host that a Prometheus scrapes; not on a terminal one table, or JSON. Returns the exit code. */
export async function fleet(config: Config): Promise<number> {
  if (config.prometheus === null) {
    throw new UsageError(words().commandUsage.fleetNeeds);
  }
  const api = new PrometheusApi(config.prometheus);
  const hosts = new Fleet(api, config);
  const { once, json } = config;
  const isScreen = canShowScreen() && !once && !json;
  return isScreen ? await screen(config, hosts) : await print(config, hosts, api);
}

async function print(config: Config, hosts: Fleet, { shownUrl }: PrometheusApi): Promise<number> {
  try {
    await hosts.ask();
  } catch (error) {
    throw new Error(words().fleet.cannotAsk(shownUrl, (error as Error).message));
  }
  await hosts.recalled();
  const snapshot = filterSnapshot(hosts.snapshot(), filterOf(config.filter));
  process.stdout.write(`${config.json ? toJson(snapshot) : shown(snapshotText(snapshot, config))}\n`);
  return 0;
}

async function screen(config: Config, hosts: Fleet): Promise<number> {
  const end = new AbortController();
  let store: Store | undefined;
  const show = () => store?.dispatch({ type: 'tick', snapshot: hosts.snapshot() });
  // What waits for an answer, or is down, gets older on the screen while nothing new comes.
  const clock = setInterval(() => hosts.isAging && show(), 1000);
  let isFirst = true;
  const next = async () => {
    // What went wrong is in the snapshot's notes, with the age of what is shown.
    await hosts.ask(end.signal).catch(() => {});
    const snapshot = hosts.snapshot();
    if (isFirst && snapshot.processes.length > 0) {
      isFirst = false;
      const past = await hosts.past(end.signal).catch(() => new Map());
      for (const [key, history] of past) store?.histories.set(key, history);
    }
    return snapshot;
  };
  try {
    return await showScreen({
      config,
      readOnly: config.readOnly,
      source: { next, close: () => end.abort() },
      effects: ofScreen => {
        store = ofScreen;
        show();
        return elsewhere();
      },
    });
  } finally {
    clearInterval(clock);
  }
}

/** Every key that would need the processes says what to type instead. */
function elsewhere(): SourceEffects {
  return { ...withoutProcesses(words().fleet.elsewhere), remote: remoteText };
}
