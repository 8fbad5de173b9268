import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { formatCount, formatSeconds, plural } from '../model/format.ts';
import { printableIn } from '../model/printable.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readHost } from '../proc/system.ts';
import { Loop } from '../sampler/loop.ts';
import { Sampler } from '../sampler/sampler.ts';
import '../sampler/stays.ts';
import type { Channel } from './channel.ts';
import { openChannels } from './channels.ts';
import { type News, plainNews, type WatchEvent } from './event.ts';
import { isWanted } from './event-share.ts';
import { Floods } from './floods.ts';
import type { GuardHook, MakeGuard } from './guard-hook.ts';
import { Memory } from './memory.ts';
import { judge, type Rules, resolveAll } from './rules.ts';
import type { WatchState } from './state.ts';

export interface WatchOptions {
  config: Config;
  /** Takes each event for stdout. */
  print: (event: WatchEvent) => void;
  /** Where the state is kept. */
  file: string;
  makeGuard: MakeGuard | null;
}

/** Channels get these, stdout gets all. */
const FOR_CHANNELS = ['alert', 'resolved', 'more-alerts', 'guard'];
const FLUSH_MS = 3000;

/** Samples, judges, tells, and remembers; a guard sees the same snapshots. */
export class Watch {
  readonly #options: WatchOptions;
  #config: Config;
  #sampler: Sampler;
  readonly #loop: Loop;
  readonly #memory: Memory;
  readonly #host: string;
  #state: WatchState;
  #channels: Channel[] = [];
  readonly #guard: GuardHook | null;
  readonly #floods: Floods;
  #isFailing = false;
  #reloading: Promise<void> = Promise.resolve();

  /** Throws a UsageError when the guard does not take the config. */
  constructor(options: WatchOptions) {
    const { config, file, makeGuard } = options;
    this.#options = options;
    this.#config = config;
    this.#host = readHost(config.procRoot).host;
    this.#sampler = samplerOf(config);
    this.#loop = new Loop(
      () => this.#tick(),
      config.intervalSeconds,
      error => this.#cannotLook(error),
    );
    this.#memory = new Memory(file, config.procRoot, problem => this.#stateProblem(problem));
    const { saved } = this.#memory;
    this.#floods = new Floods(saved.untold);
    const guardSaved = this.#memory.isOfAnotherBoot ? null : saved.guard;
    const tools = { tell: (news: News) => this.#tell(news), save: () => this.#save() };
    this.#guard = makeGuard?.({ config, saved: guardSaved, ...tools }) ?? null;
    this.#state = saved.state;
    this.#channels = this.#open(saved.pending);
  }

  /** Resolves after the first look; then it goes on by itself. */
  async start(): Promise<void> {
    const { warn, leak, intervalSeconds } = this.#config;
    const ways = ['stdout', ...this.#channels.map(({ name }) => name)].join(', ');
    const limits = `warn at ${formatCount(warn)} open files, leak at ${formatCount(leak)}`;
    this.#tell(plainNews('started', `watches every ${formatSeconds(intervalSeconds)}, ${limits}; tells ${ways}`));
    for (const problem of this.#memory.problems) this.#tell(plainNews('state-not-kept', problem));
    this.#dropUnknown(this.#memory.saved.pending);
    if (this.#memory.isOfAnotherBoot) {
      for (const news of resolveAll(this.#state, 'rebooted')) this.#tell(news);
      this.#state = { processes: {}, instances: {} };
    }
    this.#save();
    await this.#loop.start();
  }

  /** Takes what `again` gives, as a whole; or keeps the old config, and says why. Never rejects. */
  reload(again: () => Config): Promise<void> {
    this.#reloading = this.#reloading
      .then(() => this.#reload(again))
      .catch(error => {
        this.#tell(plainNews('config-refused', `the old config stays: ${(error as Error).message}`));
      });
    return this.#reloading;
  }

  /** Ends the looking, tries for 3 s at most to deliver what is left, and keeps the rest. */
  async stop(why: string): Promise<void> {
    this.#loop.stop();
    this.#tellFloods(Number.POSITIVE_INFINITY);
    this.#tell(plainNews('stopped', `stopped by ${why}`));
    await this.#reloading;
    await this.#guard?.stop();
    await Promise.all(this.#channels.map(channel => channel.stop(FLUSH_MS)));
    this.#sampler.close();
    await this.#memory.close(() => this.#contents());
  }

  async #tick(): Promise<void> {
    this.#tellFloods(nowSeconds());
    const snapshot = await this.#sampler.sample({ shown: [], exact: false });
    if (this.#isFailing) this.#tell(plainNews('looks-again', 'looks at the processes again'));
    this.#isFailing = false;
    this.#judge(snapshot);
    this.#guard?.look(snapshot, Date.now() / 1000);
  }

  #judge(snapshot: Snapshot): void {
    const { state, news } = judge(this.#state, snapshot, rulesOf(this.#config));
    this.#state = state;
    for (const each of news) this.#tell(each);
    if (news.length > 0) this.#save();
  }

  /** Nothing is known: nothing is resolved. */
  #cannotLook({ message }: Error): void {
    if (!this.#isFailing) this.#tell(plainNews('cannot-look', `cannot look at the processes: ${message}`));
    this.#isFailing = true;
  }

  async #reload(again: () => Config): Promise<void> {
    const config = again();
    this.#guard?.reload(config);
    const before = this.#config;
    this.#config = config;
    if (config.intervalSeconds !== before.intervalSeconds) this.#loop.setInterval(config.intervalSeconds);
    if (String(config.match) !== String(before.match) || config.warn !== before.warn || config.leak !== before.leak) {
      this.#sampler.close();
      this.#sampler = samplerOf(config);
    }
    if (JSON.stringify(config.watch) !== JSON.stringify(before.watch)) {
      // What is told meanwhile waits in the old ones, and is taken over with the rest.
      await Promise.all(this.#channels.map(channel => channel.stop(FLUSH_MS)));
      const pending = pendingOf(this.#channels);
      this.#channels = this.#open(pending);
      this.#dropUnknown(pending);
    }
    const { warn, leak } = config;
    this.#tell(
      plainNews(
        'config-reloaded',
        `config reloaded: warn ${formatCount(warn)}, leak ${formatCount(leak)}, ${plural(this.#channels.length, 'channel')}`,
      ),
    );
    this.#save();
  }

  #open(pending: Readonly<Record<string, readonly WatchEvent[]>>): Channel[] {
    return openChannels(this.#config.watch, pending, {
      onNews: news => this.#tell(news),
      onChange: () => this.#save(),
    });
  }

  /** What waited for a channel that the config no longer has. */
  #dropUnknown(pending: Readonly<Record<string, readonly WatchEvent[]>>): void {
    const ids = this.#channels.map(({ id }) => id);
    const lost = Object.entries(pending).flatMap(([id, events]) => (ids.includes(id) ? [] : events));
    if (lost.length === 0) return;
    const text = `${plural(lost.length, 'message')} dropped: their channel is no longer in the config`;
    this.#tell(plainNews('dropped', text));
  }

  /** What is left of minutes in which a user's processes had too much to tell. */
  #tellFloods(now: number): void {
    for (const news of this.#floods.due(now)) this.#tell(news);
  }

  #tell(told: News): void {
    if (!this.#floods.lets(told, nowSeconds())) return;
    const { subject, ...news } = told;
    const at = { version: 1 as const, id: randomUUID(), time: new Date().toISOString(), host: this.#host };
    // Names that processes have chosen are in it: it goes on as lines, into environments and to chats.
    const event: WatchEvent = printableIn({ ...at, ...news, ...subject });
    if (this.#isForStdout(event)) this.#options.print(event);
    if (!FOR_CHANNELS.includes(event.event)) return;
    for (const channel of this.#channels) channel.push(event);
  }

  /** All of it, unless a stdout channel says which levels. */
  #isForStdout(event: WatchEvent): boolean {
    if (!FOR_CHANNELS.includes(event.event) || event.level === null) return true;
    const filters = this.#config.watch.channels.filter(({ type }) => type === 'stdout');
    return filters.length === 0 || filters.some(({ levels }) => isWanted(event, levels));
  }

  #stateProblem(problem: string | null): void {
    this.#tell(plainNews('state-not-kept', problem ?? 'the state can be kept again'));
  }

  #save(): void {
    this.#memory.save(() => this.#contents());
  }

  #contents() {
    return {
      state: this.#state,
      pending: pendingOf(this.#channels),
      untold: this.#floods.untold,
      guard: this.#guard?.state() ?? null,
    };
  }
}

/** Of a clock that nobody sets. */
function nowSeconds(): number {
  return performance.now() / 1000;
}

function samplerOf(config: Config): Sampler {
  return new Sampler({ ...config, all: false });
}

function rulesOf({ warn, leak, watch }: Config): Rules {
  const { forecastMinutes, samplesUp, samplesDown } = watch;
  return { warn, leak, forecastMinutes, samplesUp, samplesDown };
}

function pendingOf(channels: readonly Channel[]): Record<string, readonly WatchEvent[]> {
  return Object.fromEntries(channels.filter(each => each.pending.length > 0).map(each => [each.id, each.pending]));
}
