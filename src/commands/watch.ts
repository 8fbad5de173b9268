import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { NO_FILE } from '../config/config-file.ts';
import { UsageError } from '../config/usage-error.ts';
import { ownProgram } from '../own/program.ts';
import { whyUntrusted } from '../platform/path-trust.ts';
import { hasRights } from '../platform/rights.ts';
import { shown } from '../terminal/abilities.ts';
import type { MakeGuard } from '../watch/guard-hook.ts';
import { guardOfRoot } from '../watch/guard-settings.ts';
import { eventLine, isJournal } from '../watch/line.ts';
import { stateFile } from '../watch/state-file.ts';
import { unitText, wordsOf } from '../watch/unit.ts';
import { Watch } from '../watch/watch.ts';
import { words } from '../words/words.ts';

/**
 * Watches without a screen until a signal ends it. SIGHUP reads the config anew by `again`. Returns the exit code: 0 by
 * SIGTERM, 130 by SIGINT. Throws a UsageError for a config that does not do.
 */
export async function watch(config: Config, again: () => Config): Promise<number> {
  if (config.printUnit) return printUnit(config);
  checkTrust(config);
  const format = config.json ? 'json' : isJournal() ? 'journal' : 'text';
  const watching = new Watch({
    config,
    print: event => {
      const line = `${eventLine(event, format)}\n`;
      process.stdout.write(format === 'text' ? shown(line) : line);
    },
    file: stateFile(),
    makeGuard: await guardOf(config),
  });
  const ended = new Promise<NodeJS.Signals>(resolve => {
    // Whoever says it twice does not want to wait for what the guard has begun.
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
  });
  process.on('SIGHUP', () => {
    void watching.reload(() => {
      const next = again();
      checkTrust(next);
      return next;
    });
  });
  await watching.start();
  const signal = await ended;
  await watching.stop(signal);
  return signal === 'SIGINT' ? 130 : 0;
}

async function guardOf({ act, procRoot }: Config): Promise<MakeGuard | null> {
  if (act === null) return null;
  if (procRoot !== '/proc') throw new UsageError(words().commandUsage.actElsewhere(procRoot));
  return (await import('./watch-guard.ts')).makeGuard;
}

function printUnit({ act, file, guard }: Config): number {
  // It will run as root, and then refuse to start without.
  if (act !== null) guardOfRoot(guard);
  const [program, ...own] = ownProgram();
  const full = [program, ...own.map(path => realpathSync(path))];
  const words = wordsOf(process.argv.slice(2));
  const obeyed = file === null || file === NO_FILE ? full : [...full, resolve(file)];
  const warnings = obeyed.flatMap(path => whyUntrusted(path, { by: 'root', what: 'file', waits: true }) ?? []);
  process.stdout.write(unitText({ program: full, words, act, warnings }));
  return 0;
}

/** A file that others may write must not choose what runs with rights that they have not; nor may that be such a file. */
function checkTrust({ watch: { channels } }: Config): void {
  if (!hasRights()) return;
  const by = { by: 'root', what: 'file', waits: true } as const;
  for (const channel of channels) {
    if (channel.type !== 'command') continue;
    const why = whyUntrusted(channel.file, by) ?? whyUntrusted(channel.command[0]!, by);
    if (why) throw new UsageError(words().commandUsage.commandUntrusted(channel.where, why));
  }
}
