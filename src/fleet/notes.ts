import { formatDuration } from '../model/format.ts';
import { words } from '../words/words.ts';
import { type FleetState, STUCK_SECONDS } from './fleet-snapshot.ts';

/** So many hosts are named; of more, the first and the number. */
const NAMED = 3;

/** What is not whole or not new, in sentences, the worst first; empty when all is well. */
export function fleetNotes(state: FleetState, names: ReadonlyMap<string, string>): string[] {
  const said = words().fleet;
  const { hosts, now, warnings } = state;
  const down = [...hosts].filter(([, { silent }]) => silent === 'down');
  const stopped = [...hosts].filter(([, { silent }]) => silent === 'stopped');
  const stuck = [...hosts].filter(([, { silent, view }]) => !silent && view && now - view.sampledAt > STUCK_SECONDS);
  const list = (keys: readonly (readonly [string, unknown])[]) => {
    const named = keys.slice(0, NAMED).map(([key]) => names.get(key)!);
    return said.list(named, keys.length - named.length);
  };

  const known = down.filter(([, { view }]) => view);
  const unknown = down.filter(([, { view }]) => !view);
  const ages = (of: typeof down) => agesText(of.map(([, { view }]) => now - view!.sampledAt));
  return [
    ...aboutPrometheus(state),
    ...(known.length > 0 ? [said.down(list(known), known.length, ages(known))] : []),
    ...(unknown.length > 0 ? [said.downUnknown(list(unknown), unknown.length)] : []),
    ...(stopped.length > 0 ? [said.stopped(list(stopped), ages(stopped))] : []),
    ...(stuck.length > 0 ? [said.stuck(list(stuck), ages(stuck))] : []),
    ...warnings.map(said.warns),
  ];
}

/** `12 s`, or `12 s to 3 d`. */
function agesText(ages: readonly number[]): string {
  const [newest, oldest] = [Math.min(...ages), Math.max(...ages)].map(age =>
    formatDuration(Math.max(0, Math.floor(age))),
  );
  return words().fleet.ages(newest!, oldest!);
}

function aboutPrometheus({ url, answer, failure, lateSeconds, hosts }: FleetState): string[] {
  const said = words().fleet;
  const age = answer === null ? said.nothingKnown : said.allThisIs(Math.floor(answer.ageSeconds));
  if (failure !== null) return [said.noAnswer(url, failure, age)];
  if (lateSeconds !== null) return [said.late(url, lateSeconds, age)];
  if (answer === null) return [said.asking(url)];
  return hosts.size > 0 ? [] : [said.noSeries(url)];
}
