import { fstatSync } from 'node:fs';
import { printableIn } from '../model/printable.ts';
import type { WatchEvent } from './event.ts';
import type { Level } from './levels.ts';

/** syslog(3): LOG_CRIT, LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO. */
const CRIT = 2;
const ERR = 3;
const WARNING = 4;
const NOTICE = 5;
const INFO = 6;

const OF_ALERT: Record<Level, number> = {
  critical: CRIT,
  leak: ERR,
  guard: WARNING,
  forecast: ERR,
  warn: WARNING,
  unknown: WARNING,
};
/** What is called by its level. */
const OF_LEVEL = ['alert', 'resolved', 'more-alerts'];
const TROUBLE = ['config-refused', 'cannot-look', 'state-not-kept', 'channel-failing', 'dropped'];

/**
 * An event as one line, whatever names are in it: JSON, or text. For the journal the text has its priority before it, as sd-daemon(3) wants it; elsewhere
 * the time.
 */
export function eventLine(told: WatchEvent, format: 'json' | 'text' | 'journal'): string {
  const event = printableIn(told);
  if (format === 'json') return JSON.stringify(event);
  const text = OF_LEVEL.includes(event.event) ? `${labelOf(event)} ${event.text}` : event.text;
  return format === 'journal' ? `<${priorityOf(event)}>${text}` : `${event.time} ${text}`;
}

/** What calls people or makes links in the text of a chat, and what stands for it: any process may have it in its name. */
const SPEAKS: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '@': '(at)',
  '[': '(',
  ']': ')',
  '`': "'",
  '://': ': //',
};

/**
 * What a chat shows: `web1: LEAK: worker 4711 …`. In Slack `<!channel>` calls everybody, in Mattermost `@channel`, where
 * `[text](address)` is a link, too.
 */
export function chatText(event: WatchEvent): string {
  const { host, text } = printableIn(event);
  return `${host}: ${labelOf(event)} ${text}`.replace(/[<>@[\]`]|:\/\//g, each => SPEAKS[each]!);
}

function labelOf({ event, level }: WatchEvent): string {
  const name = (level ?? event).toUpperCase();
  return event === 'resolved' ? `RESOLVED ${name}:` : `${name}:`;
}

function priorityOf({ event, level }: WatchEvent): number {
  if (event === 'alert' || event === 'more-alerts' || event === 'guard') return OF_ALERT[level ?? 'warn'];
  if (TROUBLE.includes(event)) return WARNING;
  return event === 'resolved' ? NOTICE : INFO;
}

/** Whether stdout is what $JOURNAL_STREAM names, `DEVICE:INODE`: a child of a service may have another. systemd.exec(5). */
export function isJournal(stream: string | undefined = process.env.JOURNAL_STREAM, fd = 1): boolean {
  if (!stream) return false;
  try {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
