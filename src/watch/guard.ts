import type { Outcome } from '../actions/outcome.ts';
import type { Preflight } from '../actions/preflight.ts';
import { formatCount } from '../model/format.ts';
import type { Snapshot } from '../model/snapshot.ts';
import {
  afterReplacement,
  FORGETFUL,
  type GuardMemory,
  type GuardRules,
  type GuardTarget,
  judge,
  whyLeave,
} from './guard-rules.ts';

/** What the guard has to say. `stopped`: it does nothing more, and somebody must look. */
export interface GuardEvent {
  what: 'replaces' | 'replaced' | 'would-replace' | 'waits' | 'stopped';
  pid: number | null;
  text: string;
}

export interface GuardOptions {
  rules: GuardRules;
  /** Only says what it would do. */
  dryRun: boolean;
  /** Whether a new worker would load the app that is on disk. */
  checkApp(target: GuardTarget, snapshot: Snapshot): Promise<Preflight>;
  /** How it stands now: the check of the app takes its time, and between two samples may lie minutes. */
  lookAgain(): Promise<Snapshot>;
  /** Replaces that one worker, verified. */
  replace(target: GuardTarget, snapshot: Snapshot): Promise<Outcome>;
  tell(event: GuardEvent): void;
}

/** Plain data. */
export interface GuardState {
  /** Seconds since 1970. */
  replacedAt: readonly number[];
  /** Why it has stopped itself; null when it has not. */
  stopped: string | null;
}

export function stoppedText(why: string): string {
  return `the guard has stopped itself: ${why}; look at the service, then let it go on by SIGHUP (systemctl reload)`;
}

/**
 * Replaces leaking workers by itself: one at a time, at most so many an hour, and never again once a replacement has failed or
 * the app on disk no longer loads: a guard that goes on then would take down worker after worker.
 */
export class Guard {
  readonly #options: GuardOptions;
  #memory: GuardMemory;
  #acting: Promise<void> | null = null;
  #stopped: string | null;
  #lastWait: string | null = null;

  /** `saved` is what a former one had in `state`. */
  constructor(options: GuardOptions, saved: GuardState | null = null) {
    this.#options = options;
    this.#memory = { ...FORGETFUL, replacedAt: saved?.replacedAt ?? [] };
    this.#stopped = saved?.stopped ?? null;
  }

  /** What must outlive a restart: else each would begin the hour anew, and forget that something has failed. */
  get state(): GuardState {
    return { replacedAt: this.#memory.replacedAt, stopped: this.#stopped };
  }

  /** Resolves when what is under way is done. */
  async idle(): Promise<void> {
    await this.#acting;
  }

  /** Gets every snapshot; what it begins goes on beside the sampling. `now` is in seconds since 1970. */
  look(snapshot: Snapshot, now: number): void {
    if (this.#acting || this.#stopped !== null) return;
    const { memory, target, waits } = judge(this.#memory, snapshot, this.#options.rules, now);
    this.#memory = memory;
    if (waits !== null && waits !== this.#lastWait) this.#tell('waits', null, `the guard waits: ${waits}`);
    this.#lastWait = waits;
    if (!target) return;
    this.#acting = this.#act(target, snapshot, now).finally(() => {
      this.#acting = null;
    });
  }

  async #act(target: GuardTarget, snapshot: Snapshot, now: number): Promise<void> {
    const { dryRun, rules } = this.#options;
    const { worker, instance } = target;
    const who = `worker ${worker.pid} of ${instance.unit ?? instance.name} (${formatCount(worker.fds)} fds)`;
    this.#memory = afterReplacement(this.#memory, now);
    try {
      const app = await this.#options.checkApp(target, snapshot);
      const latest = await this.#options.lookAgain();
      const leaves = whyLeave(target, latest, rules);
      if (leaves !== null) {
        this.#tell('waits', worker.pid, `the guard leaves ${who} alone: ${leaves}`);
      } else if (app.state === 'broken') {
        this.#stop(worker.pid, `it would replace ${who}, but the app on disk does not load: ${app.words}`);
      } else if (dryRun) {
        this.#tell('would-replace', worker.pid, `the guard would replace ${who}; it is a dry run`);
      } else {
        this.#tell('replaces', worker.pid, `the guard replaces ${who}`);
        const { ok, text } = await this.#options.replace(target, latest);
        if (ok) this.#tell('replaced', worker.pid, `the guard has replaced ${who}: ${text}`);
        else this.#stop(worker.pid, `the replacement of ${who} failed: ${text}`);
      }
    } catch (error) {
      this.#stop(worker.pid, `the replacement of ${who} failed: ${(error as Error).message}`);
    }
  }

  #stop(pid: number, why: string): void {
    this.#stopped = why;
    this.#tell('stopped', pid, stoppedText(why));
  }

  #tell(what: GuardEvent['what'], pid: number | null, text: string): void {
    this.#options.tell({ what, pid, text });
  }
}
