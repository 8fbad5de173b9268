import { formatSeconds } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { readStat } from '../proc/stat.ts';
import { words } from '../words/words.ts';
import { type Newborn, Newborns } from './newborn.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import { isAlive } from './signal.ts';

/** A master notices the end of a worker within a second, on a machine that swaps in many. */
const BIRTH_SECONDS = 30;
/** A stopped master (SIGSTOP, a debugger) notices nothing: there is nothing to wait for. */
const STOPPED_SECONDS = 2;
/** From birth to the first heartbeat: the app is imported. Gunicorn itself gives up after its timeout, 30 s by default. */
const LOAD_SECONDS = 60;
/** What serves for so long did not die of its first requests, nor did its master of the app. */
const STABLE_SECONDS = 3;

/** Waits for the worker that a master starts in place of one that is about to end. Made before that one is signalled. */
export class Successor {
  readonly #master: number;
  readonly #start: number | undefined;
  readonly #newborns: Newborns;

  constructor(master: number) {
    this.#master = master;
    this.#start = readStat('/proc', master)?.startTime;
    this.#newborns = new Newborns(master, new Set(childrenOf('/proc', master).map(processKey)));
  }

  /** `goneText` tells of the end of the old one, and begins every sentence of the outcome and of the progress. */
  async wait(goneText: string, progress: Progress, stableSeconds = STABLE_SECONDS): Promise<Outcome> {
    const began = performance.now();
    const up = await this.#waitUntilUp(goneText, progress);
    if ('ok' in up) return up;
    const seconds = formatSeconds((performance.now() - began) / 1000);
    progress(words().kills.looking(goneText, up.pid));
    return await this.#waitUntilStable(up, goneText, seconds, stableSeconds);
  }

  async #waitUntilUp(goneText: string, progress: Progress): Promise<Newborn | Outcome> {
    const master = this.#master;
    const newborns = this.#newborns;
    const said = words().kills;
    const began = performance.now();
    if (!this.#isMasterAlive()) return failed(said.masterGoneToo(goneText, master));
    const settled = await waitFor<Newborn | Outcome>(() => {
      if (!this.#isMasterAlive()) return failed(said.masterEnded(goneText, master));
      const children = newborns.look();
      const up = children.find(child => child.up !== null);
      if (up) return up;
      const loading = children.at(-1);
      if (loading) progress(said.loading(goneText, loading.pid));
      return newborns.seen === 0 ? this.#whyLate(goneText, (performance.now() - began) / 1000) : null;
    }, LOAD_SECONDS);
    if (settled) return settled;

    const loading = newborns.look().at(-1);
    if (loading && newborns.seen === 1) return failed(said.noServe(goneText, loading.pid, LOAD_SECONDS, master));
    return failed(said.noneServes(goneText, newborns.seen, master));
  }

  async #waitUntilStable(up: Newborn, goneText: string, seconds: string, stableSeconds: number): Promise<Outcome> {
    const began = performance.now();
    const trouble = await waitFor<Outcome>(() => {
      if (!this.#isMasterAlive()) return failed(words().kills.masterEnded(goneText, this.#master));
      if (isAlive(up)) return null;
      const after = formatSeconds((performance.now() - began) / 1000);
      return failed(words().kills.endedAgain(goneText, up.pid, after, this.#master));
    }, stableSeconds);
    return trouble ?? done(words().kills.replaced(goneText, describe(up), seconds));
  }

  /** Null while it is not late yet. */
  #whyLate(goneText: string, seconds: number): Outcome | null {
    const master = this.#master;
    const isStopped = readStat('/proc', master)?.state === 'T';
    if (isStopped && seconds > STOPPED_SECONDS) return failed(words().kills.masterStopped(goneText, master));
    if (seconds <= BIRTH_SECONDS) return null;
    return failed(words().kills.noneCame(goneText, BIRTH_SECONDS, master));
  }

  #isMasterAlive(): boolean {
    return this.#start !== undefined && isAlive({ pid: this.#master, startTime: this.#start });
  }
}

function describe({ pid, up }: Newborn): string {
  const said = words().kills;
  try {
    return said.up(pid, up === 'guessed', countFds('/proc', pid, hasFastFdCount('/proc')));
  } catch {
    return said.up(pid, up === 'guessed', null);
  }
}
