/** A process that holds up who reads it (test/support/apps/held_up.py): fdtop ends, says why, and the next one leaves it out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { type Exit, openTerminal, type Terminal } from '../terminal/terminal.ts';
import { fuse, startFuse } from './fuse-server.ts';

const PROGRAM = fileURLToPath(new URL('../support/apps/held_up.py', import.meta.url));
const UID = 64_321;

/** Its pid. It is gone when the test file is over. */
async function startHeldUp(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-held-up-'));
  return Number(await startFuse(PROGRAM, folder, String(UID)));
}

const states: string[] = [];
afterAll(() => {
  for (const folder of states) rmSync(folder, { recursive: true, force: true });
});
/** Where one fdtop keeps what the next one leaves out. */
function ownState() {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-state-'));
  states.push(folder);
  return { STATE_DIRECTORY: folder };
}

const run = (env: Record<string, string>, ...args: string[]) =>
  execa(process.execPath, [FDTOP, ...args, '--config', '/dev/null'], {
    ...{ env, reject: false, stdin: 'ignore', timeout: 40_000, killSignal: 'SIGKILL' },
  });

need(root, fuse)('where a process of another user holds up who reads it', () => {
  let pid: number;
  let said: RegExp;
  const checkState = ownState();
  let check: Awaited<ReturnType<typeof run>>;
  let checkAgain: typeof check;
  let once: typeof check;
  let watch: typeof check;
  let screen: { terminal: Terminal; exit: Exit };

  // All at once, for as short as can be: nothing else on this machine that looks at processes goes on meanwhile.
  beforeAll(async () => {
    const command = { command: process.execPath, args: [FDTOP, '--config', '/dev/null'], cols: 100, rows: 24 };
    const terminal = openTerminal({ ...command, env: ownState() });
    await terminal.waitFor(/q quit/);
    pid = await startHeldUp();
    said = new RegExp(`process ${pid} of ${UID} cannot be looked at: .* the next fdtop leaves it out for 10 minutes`);
    const checks = async () => {
      check = await run(checkState, 'check');
      checkAgain = await run(checkState, 'check');
    };
    [once, watch] = await Promise.all([run(ownState(), '--once'), run(ownState(), 'watch'), checks()]);
    screen = { terminal, exit: await terminal.exit };
  });

  test('check is UNKNOWN within its seconds', () => {
    expect(check.stdout).toMatch(/^FDTOP UNKNOWN - /);
    expect(check.stdout).toMatch(said);
    expect(check.exitCode).toBe(3);
    expect(check.durationMs).toBeLessThan(8000);
  });

  test('the next check goes on without it, and says so', () => {
    expect(checkAgain.stdout).toMatch(/^FDTOP /);
    expect(checkAgain.stdout).not.toContain('cannot be looked at');
    expect(checkAgain.stderr).toContain(`process ${pid} is left out`);
    expect(checkAgain.durationMs).toBeLessThan(2000);
  });

  test('--once and watch end, and say why', () => {
    for (const ended of [once, watch]) {
      expect(ended.stderr).toMatch(said);
      expect(ended.exitCode).toBe(1);
    }
  });

  test('the live screen gives the terminal back, and says why', () => {
    const { terminal, exit } = screen;
    expect(exit.code, `${terminal}`).toBe(1);
    expect(exit.sttyRestored, exit.stty.after).toBe(true);
    expect(terminal.altScreen()).toBe(false);
    expect(terminal.cursorVisible()).toBe(true);
    expect(Object.values(terminal.modes())).not.toContain(true);
    expect(terminal.text().join(' ')).toContain(`process ${pid} of ${UID} cannot be looked at`);
  });
});
