import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { formatSeconds, plural } from '../model/format.ts';
import { type News, plainNews, type WatchEvent } from './event.ts';
import { isWanted } from './event-share.ts';
import type { Level } from './levels.ts';
import { Queue } from './queue.ts';

/** Why a message could not be delivered. */
export class DeliveryError extends Error {
  /** The receiver did answer, and does not want it: after some tries it is given up. */
  readonly refused: boolean;
  /** What the receiver asks for (Retry-After). */
  readonly afterSeconds: number | null;

  constructor(message: string, { refused = false, afterSeconds = null as number | null } = {}) {
    super(message);
    this.refused = refused;
    this.afterSeconds = afterSeconds;
  }
}

/** Delivers one event; rejects with a DeliveryError. `signal` ends the attempt. */
export type Send = (event: WatchEvent, signal: AbortSignal) => Promise<void>;

export interface ChannelOptions {
  /** Names it for good, over restarts: its undelivered messages are kept under this. */
  id: string;
  /** For people; no secret in it. */
  name: string;
  /** Null: all. */
  levels: readonly Level[] | null;
  send: Send;
  bound: number;
  /** What a former run could not deliver. */
  pending?: readonly WatchEvent[];
  /** Told when it begins to fail, when that is over, and what is dropped. */
  onNews: (news: News) => void;
  /** Called when what is pending has changed. */
  onChange?: () => void;
  /** For tests: the first wait after a failure, in ms. */
  firstWaitMs?: number;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const MOST_REFUSALS = 10;
/** Drops are counted, and told no more often than this. */
const DROPS_TOLD_EVERY_MS = 60_000;

/**
 * One way out for alerts. Messages go one after the other, in the order of the queue; what fails is tried again, for as long as it takes, with
 * waits that double up to a minute. Nobody waits for it: what does not fit its queue is dropped, and counted.
 */
export class Channel {
  readonly id: string;
  readonly name: string;
  readonly #options: ChannelOptions;
  readonly #queue: Queue<WatchEvent>;
  /** Being sent: no longer in the queue, not delivered yet. */
  #current: WatchEvent | null = null;
  #isRunning = false;
  #wake = new AbortController();
  #isStopping = false;
  readonly #cut = new AbortController();
  #failures = 0;
  #failingSince: number | null = null;
  #dropped = 0;
  #dropsToldAt = Number.NEGATIVE_INFINITY;
  #idle: Promise<void> = Promise.resolve();

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.id = options.id;
    this.name = options.name;
    this.#queue = new Queue(options.bound, options.pending);
    this.#run();
  }

  /** Takes an event for delivery, if it is of a level that this channel is for. */
  push(event: WatchEvent): void {
    if (!isWanted(event, this.#options.levels)) return;
    this.#drop(this.#queue.push(event).length);
    this.#run();
  }

  /** Taken and not delivered, oldest first. */
  get pending(): readonly WatchEvent[] {
    return this.#current === null ? this.#queue.items : [this.#current, ...this.#queue.items];
  }

  /** Tries once more to deliver what is left, for so long at most. What then is left stays pending. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true;
    this.#wake.abort();
    const limit = setTimeout(() => this.#cut.abort(), withinMs);
    await this.#idle;
    clearTimeout(limit);
    this.#tellDrops();
  }

  #run(): void {
    if (this.#isRunning || this.#queue.items.length === 0 || this.#isStopping) return;
    this.#isRunning = true;
    // Not within the tick that pushed: the first request loads all of Node's HTTP client.
    this.#idle = nextTurn().then(() => this.#deliverAll());
  }

  async #deliverAll(): Promise<void> {
    let refusals = 0;
    while (!this.#cut.signal.aborted) {
      this.#current ??= this.#queue.shift() ?? null;
      if (this.#current === null) break;
      try {
        await this.#options.send(this.#current, this.#cut.signal);
        refusals = 0;
        this.#current = null;
        this.#succeeded();
      } catch (error) {
        const failure = error instanceof DeliveryError ? error : new DeliveryError((error as Error).message);
        if (this.#isStopping) break;
        if (failure.refused) refusals += 1;
        this.#failed(failure);
        if (refusals >= MOST_REFUSALS) {
          refusals = 0;
          this.#current = null;
          this.#drop(1);
        } else {
          await this.#wait(failure);
        }
      }
      this.#options.onChange?.();
    }
    // Before anybody else runs: what is pushed from here on begins anew.
    this.#isRunning = false;
  }

  #succeeded(): void {
    this.#failures = 0;
    if (this.#failingSince === null) return;
    const seconds = (performance.now() - this.#failingSince) / 1000;
    this.#failingSince = null;
    const left = this.#queue.items.length;
    const rest = left === 0 ? '' : `; ${plural(left, 'message')} to go`;
    this.#tell('channel-recovered', `${this.name} delivers again, after ${formatSeconds(seconds)}${rest}`);
    this.#tellDrops();
  }

  #failed({ message }: DeliveryError): void {
    this.#failures += 1;
    if (this.#failingSince !== null) return;
    this.#failingSince = performance.now();
    const waiting = plural(this.pending.length, 'message');
    this.#tell('channel-failing', `${this.name} fails: ${message}; ${waiting} waiting, tried again until it works`);
  }

  /** Half of the wait is by chance: many that failed at once do not come back at once. */
  async #wait({ afterSeconds }: DeliveryError): Promise<void> {
    const doubled = (this.#options.firstWaitMs ?? FIRST_WAIT_MS) * 2 ** Math.min(this.#failures - 1, 20);
    const most = Math.min(Math.max(doubled, (afterSeconds ?? 0) * 1000), LONGEST_WAIT_MS);
    this.#wake = new AbortController();
    await sleep(most * (0.5 + Math.random() / 2), null, { signal: this.#wake.signal }).catch(() => {});
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#dropped += count;
    if (performance.now() - this.#dropsToldAt >= DROPS_TOLD_EVERY_MS) this.#tellDrops();
  }

  #tellDrops(): void {
    if (this.#dropped === 0) return;
    const { bound } = this.#options;
    const why = `it keeps ${bound} that cannot be delivered, and gives up what is refused ${MOST_REFUSALS} times`;
    this.#tell('dropped', `${this.name}: ${plural(this.#dropped, 'message')} dropped; ${why}`);
    this.#dropped = 0;
    this.#dropsToldAt = performance.now();
  }

  #tell(event: 'channel-failing' | 'channel-recovered' | 'dropped', text: string): void {
    this.#options.onNews(plainNews(event, text));
  }
}
