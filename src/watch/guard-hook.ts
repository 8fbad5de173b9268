import type { Config } from '../config/config.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { News } from './event.ts';

/** What acts on what `fdtop watch` sees. It is told each snapshot and waits for nothing: sampling goes on while it acts. */
export interface GuardHook {
  /** After the alerts of this snapshot. `now` is in seconds since 1970, a clock that may be set. Must not throw. */
  look(snapshot: Snapshot, now: number): void;
  /** SIGHUP: takes a new config, or throws a UsageError and keeps the old one; then all of the new config is refused. */
  reload(config: Config): void;
  /** Plain data to find again as `saved` after a restart; asked for at each save. */
  state(): unknown;
  /** fdtop ends: begins nothing new, and resolves when what is under way may be left alone. */
  stop(): Promise<void>;
}

export interface GuardTools {
  /** `config.guard` is the table `[guard]`, not looked at yet: a Section, or null. `config.dryRun` says to act on nothing. */
  config: Config;
  /** What the former run gave by `state()`; null at the first start, and after a reboot. Look at it before you trust it. */
  saved: unknown;
  /** Tells something: on stdout, and with the event `guard` and a level on the channels, too. */
  tell(news: News): void;
  /** Has the state written now. */
  save(): void;
}

/** Throws a UsageError when the config does not do for a guard. Nothing may be told or saved before it has returned. */
export type MakeGuard = (tools: GuardTools) => GuardHook;
