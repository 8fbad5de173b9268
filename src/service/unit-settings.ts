import { type Foreign, foreign } from '../model/foreign.ts';
import { words } from '../words/words.ts';
import { type Command, run } from './run.ts';
import { askLines, scope, type UnitRef, userBus } from './systemd.ts';
import { parseLimitValue, parseStrings } from './unit-syntax.ts';

const RELOAD_TIMEOUT_MS = 60_000;

/** What systemd has read of a unit's files, as far as a cure touches it. */
export interface UnitSettings {
  loaded: boolean;
  mainPid: number;
  /** Configured, not what is live. */
  limitSoft: number | null;
  limitHard: number | null;
  /** Of Environment=, resolved. */
  environment: ReadonlyMap<string, Foreign>;
  environmentFiles: readonly Foreign[];
  unset: readonly Foreign[];
  /** As systemctl prints it: arguments without their quotes. */
  execStart: Foreign;
  fragment: Foreign;
  /** In the order in which they are read: the last one wins. */
  dropIns: readonly Foreign[];
  /** The files have changed since. */
  isStale: boolean;
}

const PROPERTIES = [
  'LoadState',
  'MainPID',
  'LimitNOFILE',
  'LimitNOFILESoft',
  'Environment',
  'EnvironmentFiles',
  'UnsetEnvironment',
  'ExecStart',
  'FragmentPath',
  'DropInPaths',
  'NeedDaemonReload',
];

/** Asks systemd (systemctl show). A string says why it cannot be asked. */
export async function readUnitSettings(ref: UnitRef): Promise<UnitSettings | string> {
  const { lines, ran } = await askLines(ref, PROPERTIES);
  if (lines === null) return words().services.notAnswered(ref.unit, ran.words);
  const all = (name: string) => lines.filter(([each]) => each === name).map(([, value]) => value.raw);
  const one = (name: string) => all(name)[0] ?? '';
  return {
    loaded: one('LoadState') === 'loaded',
    mainPid: Number(one('MainPID')),
    limitSoft: parseLimitValue(one('LimitNOFILESoft')),
    limitHard: parseLimitValue(one('LimitNOFILE')),
    environment: new Map(parseStrings(one('Environment')).map(assignment)),
    // One line for each: `EnvironmentFiles=/etc/default/web (ignore_errors=yes)`.
    environmentFiles: all('EnvironmentFiles').map(line => foreign(line.replace(/ \(ignore_errors=(?:yes|no)\)$/, ''))),
    unset: parseStrings(one('UnsetEnvironment')).map(foreign),
    execStart: foreign(all('ExecStart').join('\n')),
    fragment: foreign(one('FragmentPath')),
    dropIns: parseStrings(one('DropInPaths')).map(foreign),
    isStale: one('NeedDaemonReload') === 'yes',
  };
}

function assignment(word: string): [string, Foreign] {
  const [name = '', value = ''] = word.split(/=(.*)/s, 2);
  return [name, foreign(value)];
}

/** The command that makes systemd read its files again, as a person would type it. */
export function daemonReloadCommand(ref: UnitRef): Command {
  return ['systemctl', ...scope(ref), '--no-ask-password', 'daemon-reload'];
}

/** Makes systemd read its files again. */
export function daemonReload(ref: UnitRef) {
  return run(daemonReloadCommand(ref), { timeoutMs: RELOAD_TIMEOUT_MS, env: userBus(ref) });
}
