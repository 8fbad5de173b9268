import { isUnitShare } from '../model/fair-share.ts';
import type { WatchEvent } from './event.ts';
import { eventShare } from './event-share.ts';
import { LEVELS } from './levels.ts';

/** What of an event matters here. */
export type Waiting = Pick<WatchEvent, 'event' | 'level' | 'key' | 'manager' | 'unit' | 'user'>;

/**
 * What waits to be delivered: of each unit of the system and each user in turns, so that nobody's many hold up another's one,
 * and oldest first within each. It holds no more than `bound`: over it the oldest of the lowest level goes, of who has most.
 */
export class Queue<Item extends Waiting> {
  readonly #bound: number;
  /** In the order in which they came. */
  readonly #items: Item[];
  /** Shares, in the order in which they are served. */
  readonly #turns: string[] = [];

  constructor(bound: number, items: readonly Item[] = []) {
    this.#bound = bound;
    this.#items = [...items];
    for (const item of items) this.#queueUp(eventShare(item));
  }

  /**
   * Gives those that had to go, the new one itself perhaps. The end of an alert that still waits takes that out, and is not
   * told either: nobody has to hear of both.
   */
  push(item: Item): Item[] {
    if (item.event === 'resolved' && item.key !== null) {
      const index = this.#items.findLastIndex(({ event, key }) => event === 'alert' && key === item.key);
      if (index !== -1) {
        this.#items.splice(index, 1);
        return [];
      }
    }
    this.#items.push(item);
    this.#queueUp(eventShare(item));
    const dropped: Item[] = [];
    while (this.#items.length > this.#bound) dropped.push(...this.#items.splice(this.#leastIndex(), 1));
    return dropped;
  }

  shift(): Item | undefined {
    for (let share = this.#turns.shift(); share !== undefined; share = this.#turns.shift()) {
      const index = this.#items.findIndex(item => eventShare(item) === share);
      // Dropped, or taken out.
      if (index === -1) continue;
      const [item] = this.#items.splice(index, 1);
      if (this.#items.some(each => eventShare(each) === share)) this.#turns.push(share);
      return item;
    }
    return undefined;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  #queueUp(share: string): void {
    if (!this.#turns.includes(share)) this.#turns.push(share);
  }

  #leastIndex(): number {
    const shares = [...Map.groupBy(this.#items, eventShare)];
    shares.sort(
      ([a, mine], [b, others]) => others.length - mine.length || Number(isUnitShare(a)) - Number(isUnitShare(b)),
    );
    const [, most] = shares[0]!;
    const ranks = most.map(({ level }) => (level === null ? -1 : LEVELS.indexOf(level)));
    return this.#items.indexOf(most[ranks.indexOf(Math.min(...ranks))]!);
  }
}
