import { formatDuration } from '../model/format.ts';
import { type FleetState, STUCK_SECONDS } from './fleet-snapshot.ts';

/** So many hosts are named; of more, the first and the number. */
const NAMED = 3;

/** What is not whole or not new, in sentences, the worst first; empty when all is well. */
export function fleetNotes(state: FleetState, names: ReadonlyMap<string, string>): string[] {
  const { hosts, now, warnings } = state;
  const down = [...hosts].filter(([, { up }]) => !up);
  const stuck = [...hosts].filter(([, { up, view }]) => up && view && now - view.sampledAt > STUCK_SECONDS);
  const list = (keys: readonly (readonly [string, unknown])[]) => {
    const named = keys.slice(0, NAMED).map(([key]) => names.get(key)!);
    return keys.length > NAMED ? `${named.join(', ')} and ${keys.length - NAMED} more` : named.join(' and ');
  };
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  const oldest = (ages: readonly number[]) => formatDuration(Math.max(0, ...ages.map(Math.floor)));

  const known = down.filter(([, { view }]) => view);
  const unknown = down.filter(([, { view }]) => !view);
  const ages = known.map(([, { view }]) => now - view!.sampledAt);
  return [
    ...aboutPrometheus(state),
    ...(known.length > 0 ? [`${list(known)} ${are(known.length)} down: last seen ${oldest(ages)} ago.`] : []),
    ...(unknown.length > 0 ? [`${list(unknown)} ${are(unknown.length)} down: nothing is known of it.`] : []),
    ...(stuck.length > 0
      ? [
          `fdtop on ${list(stuck)} is stuck: it last looked ${oldest(stuck.map(([, { view }]) => now - view!.sampledAt))} ago.`,
        ]
      : []),
    ...warnings.map(warning => `Prometheus warns: ${warning}.`),
  ];
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
