import { existsSync } from 'node:fs';
import { execa } from 'execa';

/** Stopping alone may take TimeoutStopSec (90 s by default), starting the same again. */
const RESTART_TIMEOUT_MS = 200_000;

export interface UnitRef {
  unit: string;
  /** Set for a unit of a user's own systemd. */
  uid: number | null;
}

export function isSystemdRunning(): boolean {
  return existsSync('/run/systemd/system');
}

/** The command, as a person would type it: dialogs show exactly what is run. */
export function restartCommand(ref: UnitRef): string[] {
  return ['systemctl', ...scope(ref), '--no-ask-password', 'restart', ref.unit];
}

/** Restarts a unit and waits for it. Null when systemctl is content, else its own words. */
export async function restartUnit(ref: UnitRef): Promise<string | null> {
  const [program, ...args] = restartCommand(ref);
  const { failed, stderr, exitCode, timedOut, shortMessage } = await run(program!, args, RESTART_TIMEOUT_MS);
  if (!failed) return null;
  if (timedOut) return `systemctl restart ${ref.unit} did not end within ${RESTART_TIMEOUT_MS / 1000} s`;
  const words = stderr.trim().replace(/\s*\n\s*/g, ' ');
  const denied = /authentication required|access denied|not permitted/i.test(words) ? '; run sudo fdtop' : '';
  return `${words || shortMessage} (exit ${exitCode ?? '-'})${denied}`;
}

/** Properties of a unit (systemctl show); null when systemctl cannot be asked. A missing unit has LoadState=not-found. */
export async function showUnit(ref: UnitRef, properties: readonly string[]): Promise<Map<string, string> | null> {
  const args = [...scope(ref), '--no-ask-password', 'show', '-p', properties.join(','), ref.unit];
  const { failed, stdout } = await run('systemctl', args, 10_000);
  if (failed) return null;
  return new Map(stdout.split('\n').map(line => line.split(/=(.*)/s, 2) as [string, string]));
}

function scope({ uid }: UnitRef): string[] {
  if (uid === null) return [];
  return uid === process.getuid?.() ? ['--user'] : ['--user', '-M', `${uid}@`];
}

function run(program: string, args: string[], timeout: number) {
  return execa(program, args, {
    reject: false,
    stdin: 'ignore',
    timeout,
    env: { LC_ALL: 'C', SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0' },
  });
}
