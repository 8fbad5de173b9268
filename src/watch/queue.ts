import { LEVELS, type Level } from './levels.ts';

/** What waits to be delivered, oldest first. It holds no more than `bound`: over it the oldest of the lowest level goes. */
export class Queue<Item extends { level: Level | null }> {
  readonly #bound: number;
  readonly #items: Item[];

  constructor(bound: number, items: readonly Item[] = []) {
    this.#bound = bound;
    this.#items = [...items];
  }

  /** Gives those that had to go, the new one itself perhaps. */
  push(item: Item): Item[] {
    this.#items.push(item);
    const dropped: Item[] = [];
    while (this.#items.length > this.#bound) dropped.push(...this.#items.splice(this.#leastIndex(), 1));
    return dropped;
  }

  shift(): Item | undefined {
    return this.#items.shift();
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  #leastIndex(): number {
    const ranks = this.#items.map(({ level }) => (level === null ? -1 : LEVELS.indexOf(level)));
    return ranks.indexOf(Math.min(...ranks));
  }
}
