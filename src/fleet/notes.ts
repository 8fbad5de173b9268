import { formatDuration } from '../model/format.ts';
import { type FleetState, STUCK_SECONDS } from './fleet-snapshot.ts';

/** So many hosts are named; of more, the first and the number. */
const NAMED = 3;

/** What is not whole or not new, in sentences, the worst first; empty when all is well. */
export function fleetNotes(state: FleetState, names: ReadonlyMap<string, string>): string[] {
  const { hosts, now, warnings } = state;
  const down = [...hosts].filter(([, { silent }]) => silent === 'down');
  const stopped = [...hosts].filter(([, { silent }]) => silent === 'stopped');
  const stuck = [...hosts].filter(([, { silent, view }]) => !silent && view && now - view.sampledAt > STUCK_SECONDS);
  const list = (keys: readonly (readonly [string, unknown])[]) => {
    const named = keys.slice(0, NAMED).map(([key]) => names.get(key)!);
    const last = keys.length > NAMED ? `${keys.length - NAMED} more` : named.pop()!;
    return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
  };
  const are = (count: number) => (count === 1 ? 'is' : 'are');

  const known = down.filter(([, { view }]) => view);
  const unknown = down.filter(([, { view }]) => !view);
  const ago = (of: typeof down) => `${agesText(of.map(([, { view }]) => now - view!.sampledAt))} ago`;
  return [
    ...aboutPrometheus(state),
    ...(known.length > 0 ? [`${list(known)} ${are(known.length)} down: last seen ${ago(known)}.`] : []),
    ...(unknown.length > 0
      ? [`${list(unknown)} ${are(unknown.length)} down: nothing is known of ${unknown.length === 1 ? 'it' : 'them'}.`]
      : []),
    ...(stopped.length > 0 ? [`fdtop on ${list(stopped)} has stopped: last seen ${ago(stopped)}.`] : []),
    ...(stuck.length > 0 ? [`fdtop on ${list(stuck)} is stuck: it last looked ${ago(stuck)}.`] : []),
    ...warnings.map(warning => `Prometheus warns: ${warning}.`),
  ];
}

/** `12 s`, or `12 s to 3 d`. */
function agesText(ages: readonly number[]): string {
  const [newest, oldest] = [Math.min(...ages), Math.max(...ages)].map(age =>
    formatDuration(Math.max(0, Math.floor(age))),
  );
  return newest === oldest ? newest! : `${newest} to ${oldest}`;
}

function aboutPrometheus({ url, answer, failure, lateSeconds, hosts }: FleetState): string[] {
  const age =
    answer === null ? 'nothing is known yet' : `all this is ${formatDuration(Math.floor(answer.ageSeconds))} old`;
  if (failure !== null) return [`Prometheus ${url} does not answer (${failure}): ${age}.`];
  if (lateSeconds !== null) return [`Prometheus ${url} has not answered for ${lateSeconds} s: ${age}.`];
  if (answer === null) return [`Asking Prometheus ${url}.`];
  return hosts.size > 0
    ? []
    : [`Prometheus ${url} has no series of fdtop: let it scrape "fdtop metrics" of each host.`];
}
