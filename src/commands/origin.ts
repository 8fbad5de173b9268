import { sudoCommand } from '../actions/sudo-command.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { findOrigins, originReport } from '../diagnosis/find-origins.ts';
import { OriginError } from '../python/origin-error.ts';
import { toJson } from '../report/json.ts';
import { originText } from '../report/origin-text.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

/** `fdtop origin PID`: where in the Python source the fds of a process come from. Returns the exit code. */
export async function origin({ procRoot, json }: Config, args: readonly string[]): Promise<number> {
  const pid = pidArgument(args);
  try {
    const report = originReport(pid, await findOrigins({ procRoot, pid, startTime: null }));
    process.stdout.write(`${json ? toJson(report) : shown(originText(report))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof OriginError) || error.code !== 'permission') throw error;
    // main.ts makes exit code 3 of the code `permission`.
    throw Object.assign(new Error(`${error.message}; ${wayToPermission(pid)}`), { code: error.code });
  }
}

function wayToPermission(pid: number): string {
  if (process.geteuid?.() === 0) return words().typesErrors.rootLacks;
  return words().typesErrors.sudo(sudoCommand(['origin', String(pid)]));
}

function pidArgument([pid]: readonly string[]): number {
  if (pid === undefined) throw new UsageError(words().commandUsage.originNeeds);
  if (!/^[1-9]\d{0,9}$/.test(pid)) throw new UsageError(words().commandUsage.isNoPid('origin', pid));
  return Number(pid);
}
