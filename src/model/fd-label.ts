import type { CountedName } from './fd-tally.ts';
import { grouped } from './format.ts';
import { printable } from './printable.ts';

/** Names of ports and addresses, from files of this machine alone; null for one without a name. */
export interface AddressNames {
  service(port: number, protocol: 'tcp' | 'udp'): string | null;
  host(address: string): string | null;
}

const UNLISTED = 'socket in no table: never connected, or reset and not closed';

/**
 * What a person reads of one group, safe to print. It is a name, the same in every language, by which rules know a group too:
 * who shows it asks `words().typesReport.label`. From a sample, `different` is a lower bound.
 */
export function fdLabel(entry: CountedName, names: AddressNames, exact: boolean): string {
  return printable(labelOf(entry, names, exact));
}

function labelOf(entry: CountedName, names: AddressNames, exact: boolean): string {
  const { kind, state, name } = entry;
  const many = entry.different > 1 ? `${grouped(entry.different)}${exact ? '' : '+'} different` : '';
  switch (kind) {
    case 'tcp':
    case 'tcp6':
      return [kind.toUpperCase(), state, addressText(entry, names, 'tcp', many)].join(' ');
    case 'udp':
      return `UDP ${addressText(entry, names, 'udp', many)}`;
    case 'unix':
      return [state === null ? 'unix' : `unix ${state}`, pathText(name || '(unnamed)', many, 'sockets')].join(' ');
    case 'socket-unlisted':
      return UNLISTED;
    case 'directory':
      return many ? pathText(name, many, 'directories') : asDirectory(name);
    case 'deleted-file':
      // An O_TMPFILE never had a name: fd-link calls all of a directory so.
      if (name.endsWith('/#')) return `${name.slice(0, -1)} unnamed temporary files (deleted)`;
      return `${pathText(name, many, 'files')} (deleted)`;
    case 'file':
      return pathText(name, many, 'files');
    case 'device':
      return pathText(name, many, 'devices');
    case 'memfd':
      return `memfd:${pathText(name, many, 'names')}`;
    case 'namespace':
      return `${name} namespace`;
    case 'other':
      return pathText(name, many, 'kinds');
    default:
      return kind;
  }
}

/** `→ 10.0.0.5:443 (https)`, `← accepted on :8000`, `on 0.0.0.0:8000`. */
function addressText(
  { role, name, different }: CountedName,
  names: AddressNames,
  protocol: 'tcp' | 'udp',
  many: string,
): string {
  const split = name.lastIndexOf(':');
  const host = name.slice(0, split);
  const port = name.slice(split + 1);
  const known = [
    names.host(host.replace(/^\[|\]$/g, '')),
    role === 'peer' ? names.service(Number(port), protocol) : null,
  ];
  const note = known.filter(text => text !== null).join(', ');
  const noun = host !== '*' ? 'ports' : port !== '*' ? 'hosts' : role === 'peer' ? 'peers' : 'addresses';
  const text = [name, note && `(${note})`, different > 1 && `${many} ${noun}`].filter(Boolean).join(' ');
  if (role === 'accepted') return `← accepted on ${text}`;
  return role === 'peer' ? `→ ${text}` : `on ${text}`;
}

function pathText(name: string, many: string, noun: string): string {
  return many ? `${name} ${many} ${noun}`.trim() : name;
}

function asDirectory(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
