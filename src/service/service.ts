import { words } from '../words/words.ts';
import type { Command, Ran } from './run.ts';

export type Change = 'restart' | 'reload';

/** What a service is looked for: to act on it, or for a page that only looks, which executes nothing that a process names. */
export type Purpose = 'look' | 'act';

/** One service, and the manager that owns it: a file beside this one for each manager. */
export interface ManagedService {
  readonly by: 'systemd' | 'systemd-user' | 'supervisor' | 'docker' | 'podman';
  /** systemd unit, GROUP:NAME of supervisord, or the container's id: validated, safe as an argument. */
  readonly unit: string;
  /** The manager itself can reload it, and that reaches the master. */
  readonly canReload: boolean;
  /** What a restart means for requests and limits, and what else is worth to know before: sentences. */
  readonly says: readonly string[];
  /** Soft limit of open files that the next start gets, as configured; null when that is not known. */
  readonly nextLimit: number | null;
  /** Exactly what `change` runs. */
  command(change: Change): Command;
  /** The same as another user types it to be allowed to, word by word; null where sudo is of no use. */
  sudoCommand(change: Change): readonly string[] | null;
  /** Does it and waits for the manager, which is content before the service serves. */
  change(change: Change): Promise<Ran>;
  /** Its main process now. Null: none, or not known. */
  mainPid(): Promise<number | null>;
  /** Whether this Gunicorn master is of this service now. */
  owns(masterPid: number): Promise<boolean>;
  state(): Promise<ServiceState>;
  /** The last lines of its log, safe to print, and what that log is called; no lines when it may not be read. */
  lastLines(): Promise<{ log: string; lines: string[] }>;
}

export interface ServiceState {
  /** In the manager's words, after "is": `failed (Result: exit-code)`. */
  text: string;
  /** It does not run, and nothing starts it anew. */
  down: boolean;
}

/** No manager restarts this master: why, and what the operator can do instead. */
export interface NoService {
  why: string;
  /** Ends the sentence: `reload it, or ...`. */
  wayOut: string;
  /** This user may not ask; another might. */
  denied?: true;
}

/** The way out where nobody but a person knows how it is started. */
export function byHand(): string {
  return words().services.byHand;
}
