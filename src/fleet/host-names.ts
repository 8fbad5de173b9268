import { printable } from '../model/printable.ts';

/**
 * What each target is called on the screen, by key: the name that the host has for itself; where two have the same, or
 * none, the address that Prometheus scrapes, without the port where that is enough.
 */
export function hostNames(targets: ReadonlyMap<string, { hostName: string; instance: string }>): Map<string, string> {
  const own = countBy([...targets.values()].map(({ hostName }) => hostName));
  const addresses = countBy([...targets.values()].map(({ instance }) => withoutPort(instance)));
  return new Map(
    [...targets].map(([key, { hostName, instance }]) => {
      if (hostName !== '' && own.get(hostName) === 1) return [key, hostName];
      const address = withoutPort(instance);
      return [key, printable(addresses.get(address) === 1 ? address : instance, 64)];
    }),
  );
}

/** `web-3:9948` and `[::1]:9948` without the port. */
export function withoutPort(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
