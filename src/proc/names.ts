import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

let services: Map<string, string> | null = null;
let hosts: Map<string, string> | null = null;

/** Name of a well-known port, from /etc/services, read once: `https` for 443. Null for one without a name. */
export function serviceName(port: number, protocol: 'tcp' | 'udp'): string | null {
  services ??= parseServices(readIfThere('/etc/services'));
  return services.get(`${port}/${protocol}`) ?? null;
}

/**
 * Name of an address, from /etc/hosts, read once, and from nowhere else: a question to DNS would take its time, and tell
 * others what is looked at. Null for one without a name, and for loopback, of which the address says it all.
 */
export function hostName(address: string): string | null {
  if (address === '::1' || address.startsWith('127.')) return null;
  hosts ??= parseHosts(readIfThere('/etc/hosts'));
  return hosts.get(address) ?? null;
}

/** services(5): `https  443/tcp  alias  # comment`. The first name of a port wins. Keys are like `443/tcp`. */
export function parseServices(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, port] of rows(text)) {
    const match = /^0*(\d+)\/(\w+)$/.exec(port!);
    const key = match && `${match[1]}/${match[2]!.toLowerCase()}`;
    if (key && !names.has(key)) names.set(key, name!);
  }
  return names;
}

/** hosts(5): `10.0.0.5  db.internal  db`. The first name of an address wins. IPv6 addresses are keyed as RFC 5952 writes. */
export function parseHosts(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [address, name] of rows(text)) {
    const key = canonical(address!);
    if (key && !names.has(key)) names.set(key, name!);
  }
  return names;
}

/** The words of each line that has two at least. */
function rows(text: string): string[][] {
  const lines = text.split('\n').map(line => line.replace(/#.*/, '').trim().split(/\s+/));
  return lines.filter(words => words.length > 1);
}

function canonical(address: string): string | null {
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : null;
  // A scope (fe80::1%eth0) is no part of what the kernel's tables show.
  const host = `http://[${address.replace(/%.*/, '')}]`;
  return URL.canParse(host) ? new URL(host).hostname.slice(1, -1) : null;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A container image may have none: numbers are shown then.
    return '';
  }
}
