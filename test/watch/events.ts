import { NO_SUBJECT, type WatchEvent } from '../../src/watch/event.ts';

/** An alert, but for what is said. */
export function eventOf(more: Partial<WatchEvent> = {}): WatchEvent {
  return {
    version: 1,
    id: 'e1',
    time: '2026-01-01T00:00:00.000Z',
    host: 'web1',
    event: 'alert',
    level: 'leak',
    key: '7@1007:leak',
    reason: null,
    text: 'worker 7 of shop leaks: 12,345 open files',
    ...NO_SUBJECT,
    pid: 7,
    role: 'worker',
    instance: 'shop',
    fds: 12_345,
    limitSoft: 65_536,
    ...more,
  };
}
