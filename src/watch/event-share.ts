import { shareOf } from '../model/fair-share.ts';
import type { Subject } from './event.ts';
import { LEVELS, type Level } from './levels.ts';

/** Of fdtop itself, of its guard for one. */
export const OWN_SHARE = '0 ';

/** Whose an event is, as shareOf has it: of a unit of the system, else of the user of its process. */
export function eventShare({ manager, unit, user }: Pick<Subject, 'manager' | 'unit' | 'user'>): string {
  // What an older fdtop has saved has no user.
  if (!manager && !user) return OWN_SHARE;
  return shareOf({ manager, unit }, user ?? null);
}

/** Whether who wants only these levels (null: all) is told; what stands for many alerts has the level of the worst of them. */
export function isWanted({ event, level }: { event: string; level: Level | null }, wanted: readonly Level[] | null) {
  if (wanted === null) return true;
  if (level === null) return false;
  if (event !== 'more-alerts') return wanted.includes(level);
  return wanted.some(each => LEVELS.indexOf(each) <= LEVELS.indexOf(level));
}
