import type { Holder } from '../holder.ts';
import type { Expression, FileFacts, Scope } from './facts.ts';
import type { Follower, FoundLine } from './follow.ts';

/** A line that puts something into the holder, and where that was opened, as far as it can be followed. */
export interface Store {
  facts: FileFacts;
  line: number;
  scope: Scope;
  value: Expression;
  opened: FoundLine | null;
  /** Full name of the call that stores it, where that is none of a collection's. */
  by?: string;
}

export type Stored = Pick<Store, 'value' | 'scope' | 'line'>;

export function toStore(facts: FileFacts, stored: Stored, { inside }: Holder, follower: Follower): Store {
  const { value, scope, line } = stored;
  return { facts, line, scope, value, opened: follower.created(value, { facts, scope, line }, inside) };
}
