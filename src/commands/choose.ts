import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import { Sampler } from '../sampler/sampler.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';

/** An instance and its processes, as one snapshot saw them. */
export interface Members {
  instance: Instance;
  /** Null when only orphaned workers are left. */
  master: ProcessSample | null;
  workers: ProcessSample[];
}

/** One snapshot, counted exactly. */
export async function look(config: Config): Promise<Snapshot> {
  const sampler = new Sampler(config);
  try {
    return await sampler.sample({ shown: [], exact: true });
  } finally {
    sampler.close();
  }
}

export function membersOf(snapshot: Snapshot, instance: Instance): Members {
  const members = snapshot.processes.filter(process => process.instance === instance.id);
  return {
    instance,
    master: members.find(({ pid }) => pid === instance.masterPid) ?? null,
    workers: members.filter(({ role }) => role === 'worker'),
  };
}

/**
 * The instance that a word names: its id or its master's pid; else its unit of the system (with or without `.service`); else a
 * unit or a name that any user may choose. Of two of one rank neither is chosen. Without a word it is the only one there is.
 */
export function chooseInstance(snapshot: Snapshot, word: string | undefined): Members {
  const { instances } = snapshot;
  if (instances.length === 0) throw new Error(words().commands.noGunicorn);
  const named = word === undefined ? instances : namedBy(word, instances);
  if (named.length === 1) return membersOf(snapshot, named[0]!);
  const list = instances.map(instanceTitle).join('; ');
  if (named.length === 0) throw new UsageError(words().commandUsage.noInstance(word!, list));
  const which = named.map(instanceTitle).join('; ');
  throw new UsageError(words().commandUsage.instances(named.length, word, which));
}

/** The process of a pid; throws when it is not in the snapshot: gone, or no part of a Gunicorn. */
export function chooseProcess(snapshot: Snapshot, word: string): ProcessSample {
  if (!/^[1-9]\d{0,9}$/.test(word)) throw new UsageError(words().commandUsage.wordIsNoPid(word));
  const process = snapshot.processes.find(({ pid }) => pid === Number(word));
  if (!process) throw new Error(words().commands.noProcess(word));
  return process;
}

/** What names an instance, and the less of it a process can choose, the sooner it counts: another's `shop` hides no shop.service. */
const NAMES: readonly ((instance: Instance, word: string) => boolean)[] = [
  ({ id, masterPid }, word) => id === word || String(masterPid) === word,
  (instance, word) => instance.manager === 'systemd' && isUnit(instance, word),
  (instance, word) => isUnit(instance, word) || instance.name === word,
];

function namedBy(word: string, instances: readonly Instance[]): readonly Instance[] {
  const lists = NAMES.map(names => instances.filter(instance => names(instance, word)));
  return lists.find(({ length }) => length > 0) ?? [];
}

function isUnit({ unit }: Instance, word: string): boolean {
  return unit !== null && (unit === word || unit === `${word}.service`);
}
