import { sudoCommand } from '../actions/sudo-command.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { diagnoseRecorded } from '../diagnosis/diagnose-recorded.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { snapshotAt } from '../record/snapshot-at.ts';
import { diagnosisJson } from '../report/diagnosis-json.ts';
import { diagnosisText } from '../report/diagnosis-text.ts';
import { toJson } from '../report/json.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

const EXIT_NOT_PERMITTED = 3;

/** `fdtop diagnose [PID|--worst]`: the whole diagnosis on one page. Returns the exit code. */
export async function diagnoseCommand(config: Config, args: readonly string[]): Promise<number> {
  const pid = pidArgument(config, args);
  const diagnosis = await make(config, pid);
  process.stdout.write(`${config.json ? toJson(diagnosisJson(diagnosis)) : shown(diagnosisText(diagnosis))}\n`);
  if (!diagnosis.denied) return 0;
  const command = sudoCommand(['diagnose', String(diagnosis.process.pid)]);
  const way = process.geteuid?.() === 0 ? words().typesErrors.rootLacks : words().typesErrors.sudo(command);
  process.stderr.write(shown(`fdtop: ${words().diagnosis.denied(diagnosis.process.pid, way)}\n`));
  return EXIT_NOT_PERMITTED;
}

async function make(config: Config, pid: number | null): Promise<Diagnosis> {
  if (config.replay === null && config.at !== null) throw new UsageError(words().commandUsage.atNeedsReplay);
  if (config.replay !== null) return diagnoseRecorded(snapshotAt(config.replay, config.at), { ...config, pid });
  const { procRoot, all, match, warn, leak } = config;
  return await diagnose({ procRoot, all, match, warn, leak, pid });
}

/** Null for the worst. */
function pidArgument({ worst }: Config, [word]: readonly string[]): number | null {
  if (worst && word !== undefined) throw new UsageError(words().commandUsage.worstChooses(word));
  if (word === undefined) return null;
  if (!/^[1-9]\d{0,9}$/.test(word)) throw new UsageError(words().commandUsage.isNoPid('diagnose', word));
  return Number(word);
}
