import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * What this machine is called, in small letters: its host name, that with each domain of resolv.conf(5) behind it, and what
 * hosts(5) has for it and for the loopback. DNS is not asked: whose answer that is, is just what is in question.
 */
export function ownNames(
  name = hostname(),
  hosts = readIfThere('/etc/hosts'),
  resolver = readIfThere('/etc/resolv.conf'),
): Set<string> {
  const own = name.toLowerCase();
  const lines = rows(hosts).filter(([address, ...names]) => isLoopback(address!) || names.includes(own));
  const domains = rows(resolver).flatMap(([key, ...words]) => (key === 'search' || key === 'domain' ? words : []));
  const full = domains.map(domain => `${own}.${domain.replace(/^\.|\.$/g, '')}`);
  return new Set(['localhost', own, ...full, ...lines.flatMap(([, ...names]) => names)]);
}

/**
 * Whether a request with this `Host` header is for one of these names, or for an address as it is. A page of somebody else,
 * whose name was made to lead here (DNS rebinding), says that name: a browser sends no other. A request without any is none
 * of a browser.
 */
export function isForUs(host: string | undefined, names: ReadonlySet<string>): boolean {
  if (host === undefined) return true;
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = (plain ?? '').toLowerCase().replace(/\.$/, '');
  return isIP(name) === 4 || names.has(name);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function rows(text: string): string[][] {
  const lines = text.split('\n').map(line => line.toLowerCase().split('#', 1)[0]!.trim());
  return lines.filter(line => line !== '').map(line => line.split(/\s+/));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
