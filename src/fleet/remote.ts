import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Command } from '../ui/keys.ts';
import { words } from '../words/words.ts';
import { withoutPort } from './host-names.ts';

/** What fdtop is to be called with on the host itself, by what the key means. */
const WORDS: Partial<Record<string, (target: ProcessSample, service: string) => string[]>> = {
  kill: ({ pid }) => ['kill', String(pid)],
  recycle: (_, service) => ['recycle', service],
  restart: (_, service) => ['restart', service],
  reload: (_, service) => ['reload', service],
  limit: (_, service) => ['limit', service, 'N'],
  cure: (_, service) => ['cure', service],
  types: ({ pid }) => ['types', String(pid)],
  origin: ({ pid }) => ['origin', String(pid)],
  diagnose: ({ pid }) => ['diagnose', String(pid)],
  diagnosis: ({ pid }) => ['diagnose', String(pid)],
};

/** Names come from the hosts, and are pasted into a shell: nothing else than this is let through. */
const SAFE = /^[A-Za-z0-9@_][A-Za-z0-9@_.:-]*$/;

/** What a key that needs the process itself says in a fleet: the command to type. Null for a key that works here. */
export function remoteText(command: Command, target: ProcessSample | null, snapshot: Snapshot | null): string | null {
  if (command === 'all') return words().fleet.allKey;
  const typedFor = WORDS[command];
  if (!typedFor) return null;
  if (!target) return words().fleet.noneSelected;
  const host = withoutPort(target.host ?? '');
  if (!SAFE.test(host)) return words().fleet.unsafeName(JSON.stringify(host));
  const instance = snapshot?.instances.find(({ id }) => id === target.instance) ?? null;
  const typed = typedFor(target, serviceWord(instance)).filter(word => word !== '');
  return `ssh -t ${host} sudo fdtop ${typed.join(' ')}`;
}

/** What names the instance on its host: the unit, else the master's pid; nothing when it is the only one that can be. */
function serviceWord(instance: Instance | null): string {
  const unit = instance?.unit?.replace(/\.service$/, '') ?? '';
  if (SAFE.test(unit)) return unit;
  return instance?.masterPid ? String(instance.masterPid) : '';
}
