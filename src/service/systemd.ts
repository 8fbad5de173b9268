import { existsSync } from 'node:fs';
import { type Foreign, foreign } from '../model/foreign.ts';
import { words } from '../words/words.ts';
import { type Command, type Ran, run } from './run.ts';

/** Stopping alone may take TimeoutStopSec (90 s by default), starting the same again. */
const CHANGE_TIMEOUT_MS = 200_000;
const SHOW_TIMEOUT_MS = 10_000;

export interface UnitRef {
  unit: string;
  /** Set for a unit of a user's own systemd. */
  uid: number | null;
}

/** Whether systemd is the init here, as sd_booted(3) finds out. */
export function isSystemdRunning(): boolean {
  return existsSync('/run/systemd/system');
}

/** What makes systemd restart or reload a unit, as it is run: without a password prompt. */
export function unitCommand(verb: 'restart' | 'reload', ref: UnitRef): Command {
  return ['systemctl', ...scope(ref), '--no-ask-password', verb, ref.unit];
}

/** Restarts or reloads a unit and waits for it: that systemctl is content does not mean that the service serves. */
export function changeUnit(verb: 'restart' | 'reload', ref: UnitRef): Promise<Ran> {
  return run(unitCommand(verb, ref), { timeoutMs: CHANGE_TIMEOUT_MS, env: userBus(ref) });
}

/** Properties of a unit (systemctl show); null when systemctl cannot be asked. A missing unit has LoadState=not-found. */
export async function showUnit(ref: UnitRef, properties: readonly string[]): Promise<Map<string, Foreign> | null> {
  const { shown } = await askUnit(ref, properties);
  return shown;
}

/** As showUnit, and how systemctl ended. */
export async function askUnit(
  ref: UnitRef,
  properties: readonly string[],
): Promise<{ shown: Map<string, Foreign> | null; ran: Ran }> {
  const { lines, ran } = await askLines(ref, properties);
  return { shown: lines && new Map(lines), ran };
}

/** As askUnit, line by line: a property that has several values has a line for each. */
export async function askLines(
  ref: UnitRef,
  properties: readonly string[],
): Promise<{ lines: [name: string, value: Foreign][] | null; ran: Ran }> {
  const words = ['--no-ask-password', 'show', '-p', properties.join(','), '--', ref.unit];
  const ran = await run(['systemctl', ...scope(ref), ...words], { timeoutMs: SHOW_TIMEOUT_MS, env: userBus(ref) });
  return { lines: ran.ok ? propertiesIn(ran.stdout) : null, ran };
}

/** What systemctl show prints, line by line: `NAME=VALUE`. A unit's settings are its author's words: for a user's unit, that user's. */
function propertiesIn(shown: Foreign): [name: string, value: Foreign][] {
  return shown.raw.split('\n').map(line => {
    const [name = '', value = ''] = line.split(/=(.*)/s, 2);
    return [name, foreign(value)];
  });
}

/** `active (running)`, `failed (Result: exit-code)`, as systemctl status words it. */
export async function unitState(ref: UnitRef): Promise<{ active: string; text: string }> {
  const shown = await showUnit(ref, ['ActiveState', 'SubState', 'Result']);
  if (!shown) return { active: 'unknown', text: words().services.unknownState };
  const [active, sub, result] = ['ActiveState', 'SubState', 'Result'].map(name => String(shown.get(name) ?? '?'));
  const detail = active === 'failed' ? `Result: ${result}` : sub;
  return { active: active!, text: `${active} (${detail})` };
}

/** Whose systemd is asked. Only root can ask that of another user (systemctl(1), `--machine=UID@`). */
export function scope({ uid }: UnitRef): string[] {
  if (uid === null) return [];
  return uid === process.getuid?.() ? ['--user'] : ['--user', '-M', `${uid}@`];
}

/** The way to one's own systemd, which su and sudo do not pass on (pam_systemd(8)). */
export function userBus({ uid }: UnitRef): Record<string, string> {
  if (uid === null || uid !== process.getuid?.() || process.env.XDG_RUNTIME_DIR) return {};
  return { XDG_RUNTIME_DIR: `/run/user/${uid}` };
}
