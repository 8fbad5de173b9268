import { cacheFact } from './cache.ts';
import { configFacts } from './config.ts';
import type { FactGroup } from './fact.ts';
import { keptFacts } from './kept.ts';
import { limitFacts } from './limits.ts';
import { programFacts } from './programs.ts';
import { proofFacts } from './proofs.ts';
import { rightsFacts } from './rights.ts';
import { terminalFacts } from './terminal.ts';
import { versionFacts } from './versions.ts';

export interface Examined {
  version: string;
  flags: Record<string, unknown>;
  /** The config file asked for; null: the usual ones. */
  configFile: string | null;
}

/** Everything that decides what fdtop can do here, looked at now. */
export async function examine({ version, flags, configFile }: Examined): Promise<FactGroup[]> {
  return [
    { title: 'Versions', facts: versionFacts(version) },
    { title: 'Proved on itself', facts: await proofFacts() },
    { title: 'Rights', facts: rightsFacts() },
    { title: 'Limits', facts: limitFacts() },
    { title: 'Configuration', facts: [...configFacts(flags, configFile), cacheFact(), ...keptFacts()] },
    { title: 'Terminal', facts: terminalFacts() },
    { title: 'Programs', facts: programFacts() },
  ];
}
