import { isUnitShare, nameOfShare } from '../model/fair-share.ts';
import { plural } from '../model/format.ts';
import { type EventKind, type News, NO_SUBJECT, plainNews } from './event.ts';
import { eventShare } from './event-share.ts';
import { LEVELS, type Level } from './levels.ts';

/** What is told one by one within a minute, of one user's processes: of alerts so many, and so many of all else. */
export const MOST_A_MINUTE = 30;
const MINUTE = 60;

/** What anybody brings about by starting and ending processes. */
const COMINGS: readonly EventKind[] = ['instance-found', 'instance-gone', 'worker-replaced', 'worker-gone'];

interface Minute {
  since: number;
  alerts: number;
  lines: number;
  /** The worst level of the alerts that were held back. */
  worst: Level | null;
  subject: News['subject'];
}

/**
 * Anybody can start processes that alert, thousands a minute, and who reads that misses the honest alert between them. Of a
 * user with more than so many a minute the others are only counted; units of the system are told in full. An alert that was
 * not told has no end to be told either. Times are in seconds, of a clock that nobody sets.
 */
export class Floods {
  readonly #minutes = new Map<string, Minute>();
  /** Keys of alerts that are open and were not told. */
  readonly #untold: Set<string>;

  /** `untold`: of a former run. */
  constructor(untold: readonly string[] = []) {
    this.#untold = new Set(untold);
  }

  get untold(): readonly string[] {
    return [...this.#untold];
  }

  /** Whether it is to be told, by itself. */
  lets(news: News, now: number): boolean {
    const { event, key, level, subject } = news;
    if (event === 'resolved' && key !== null) return !this.#untold.delete(key);
    const share = eventShare(subject);
    const isAlert = event === 'alert';
    if (isUnitShare(share) || !(isAlert || COMINGS.includes(event))) return true;
    const minute = this.#minuteOf(share, news, now);
    if (!isAlert) {
      minute.lines += 1;
      return minute.lines <= MOST_A_MINUTE;
    }
    minute.alerts += 1;
    if (minute.alerts <= MOST_A_MINUTE) return true;
    if (key !== null) this.#untold.add(key);
    if (LEVELS.indexOf(level!) > LEVELS.indexOf(minute.worst!)) minute.worst = level;
    return false;
  }

  /** Of the minutes that are over: one line for the alerts that were not told, one for all else. */
  due(now: number): News[] {
    return [...this.#minutes].flatMap(([share, minute]) => {
      if (now - minute.since < MINUTE) return [];
      this.#minutes.delete(share);
      return summaries(nameOfShare(share), minute);
    });
  }

  #minuteOf(share: string, { subject: { manager, user } }: News, now: number): Minute {
    const known = this.#minutes.get(share);
    if (known) return known;
    const minute = { since: now, alerts: 0, lines: 0, worst: null, subject: { ...NO_SUBJECT, manager, user } };
    this.#minutes.set(share, minute);
    return minute;
  }
}

function summaries(user: string, { alerts, lines, worst, subject }: Minute): News[] {
  const text = (count: number, what: string) =>
    `${plural(count, `more ${what}`)} of processes of user ${user}, not told one by one`;
  const [moreAlerts, moreLines] = [alerts - MOST_A_MINUTE, lines - MOST_A_MINUTE];
  return [
    ...(moreAlerts > 0 ? [plainNews('more-alerts', text(moreAlerts, 'alert'), { level: worst, subject })] : []),
    ...(moreLines > 0 ? [plainNews('more-lines', text(moreLines, 'line'), { subject })] : []),
  ];
}
