/** What `fdtop origin` must say of each leak of apps/leaky, wherever that runs. */
import type { Holding, Origin, Origins } from '../../src/model/origin.ts';
import { type Marked, marksOf } from './marks.ts';

export interface Leak {
  kind: string;
  /** In the label of the group that it makes. */
  label: RegExp;
  heldBy: string | RegExp;
  how: Holding;
  container: string | null;
  /** Names of the marked lines; null when none can be known. */
  opened: string | null;
  stored: string | null;
}

const TCP = /^TCP ESTABLISHED/;
const LOG = /leaky-\d+\.log$/;

export const LEAKS: readonly Leak[] = [
  leak('pool', TCP, 'leaky.views.POOL', 'module-global', 'list'),
  leak('live', TCP, 'leaky.apis.Client.live', 'class-attribute', 'dict'),
  leak('registry', LOG, 'leaky.views.REGISTRY.files', 'instance-attribute', 'list'),
  leak('files', LOG, 'leaky.views.HANDLES', 'module-global', 'list'),
  leak('popen', /^pipe$/, 'leaky.views.PROCESSES', 'module-global', 'list'),
  leak('database', /\.db$/, 'leaky.views.DATABASES', 'module-global', 'list'),
  leak('epoll', /^eventpoll$/, 'leaky.views.LOOPS', 'module-global', 'list'),
  connecting('recent', 'leaky.views.RECENT', 'module-global', 'collections.deque'),
  connecting('seen', 'leaky.views.SEEN', 'module-global', 'set'),
  connecting('slotted', 'leaky.views.SLOTTED', 'module-global', 'list'),
  connecting('hosts', 'leaky.views.HOSTS[…]', 'module-global', 'list'),
  connecting('thread_local', 'leaky.views.LOCAL.conns', 'thread-local', 'list'),
  connecting('closure', 'leaky.views.REMEMBER (closure)', 'module-global', 'list'),
  connecting('default', 'leaky.views.default (default argument)', 'module-global', 'dict'),
  connecting('cached', 'leaky.views.cached_connection', 'module-global', 'dict'),
  connecting('bounded', 'leaky.views.bounded_connection', 'module-global', 'functools._lru_cache_wrapper'),
  leak('generator', LOG, 'leaky.views.READERS', 'module-global', 'dict'),
  leak('mapped', /\.map$/, 'leaky.views.MAPS', 'module-global', 'dict'),
  connecting('variable', 'the context variable current', 'context-variable', 'tuple'),
  leak('pipe', /^unix/, 'leaky.views.PIPES', 'module-global', 'list'),
  { ...leak('raw', LOG, 'no Python object', 'none', null), opened: null, stored: null },
  { ...leak('cycle', TCP, /only a cycle of leaky\.apis\.Loop /, 'cycle', null), stored: null },
  { ...leak('failed', TCP, /only a cycle of the call of failed\(\)/, 'cycle', null), stored: null },
];

function leak(kind: string, label: RegExp, heldBy: Leak['heldBy'], how: Holding, container: string | null): Leak {
  return { kind, label, heldBy, how, container, opened: kind, stored: kind };
}

function connecting(kind: string, heldBy: Leak['heldBy'], how: Holding, container: string | null): Leak {
  return { ...leak(kind, TCP, heldBy, how, container), opened: 'connect' };
}

const marked = marksOf('leaky');

/** The leading origin of the leak's group; fails with all that was found when there is none. */
export function originOf({ label }: Leak, origins: Origins): Origin {
  const found = origins.groups.find(group => label.test(group.label))?.origins[0];
  if (!found) throw new Error(`no origin of ${label} in ${JSON.stringify(origins, null, 1)}`);
  return found;
}

/** The same in few words, to compare. */
export function summary({ heldBy, how, container, openedAt, storedAt }: Origin) {
  const place = (line: Origin['openedAt']) => (line === null ? null : `${line.file}:${line.line}`);
  return { heldBy, how, container: container?.type ?? null, opened: place(openedAt), stored: place(storedAt) };
}

export function expected(
  { heldBy, how, container, opened, stored }: Leak,
  matching: (pattern: RegExp) => unknown,
  marks: Marked = marked,
) {
  return {
    heldBy: typeof heldBy === 'string' ? heldBy : matching(heldBy),
    how,
    container,
    opened: marks('opened', opened),
    stored: marks('stored', stored),
  };
}
