import { expected, operatorsOf } from '../model/filter/compare.ts';
import { FilterError } from '../model/filter/filter-error.ts';
import { words } from '../words/words.ts';
import { fieldBegunIn, filterOf } from './filter-terms.ts';

/**
 * What a filter is while it is typed. `fine` is shown at once. What is `begun` (its last word may become a comparison),
 * `unfinished` or `wrong` leaves the filter before it on; `begun` can be meant as it is, and Enter takes it.
 */
export interface Draft {
  state: 'fine' | 'begun' | 'unfinished' | 'wrong';
  /** What is expected; empty when it is fine. */
  says: string;
  /** The part that `says` is about. */
  start: number;
  end: number;
}

/** Rows must not vanish and come back while `and` or `fds` is typed: as words they would match nothing. */
const KEYWORD_BEGUN = /(?:^|[\s(])(an?d?|or?|no?t?)$/i;

/** Looks at a filter that may not be complete. */
export function readDraft(text: string): Draft {
  const at = text.length;
  try {
    filterOf(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, start, end, isUnfinished } = error;
    return { state: isUnfinished ? 'unfinished' : 'wrong', says: message, start, end };
  }
  const field = fieldBegunIn(text);
  if (field) {
    const says = words().filter.next(field.name, operatorsOf(field), expected(field, null));
    return { state: 'begun', says, start: at, end: at };
  }
  return { state: KEYWORD_BEGUN.test(text) ? 'begun' : 'fine', says: '', start: at, end: at };
}
