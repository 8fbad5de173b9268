/** Whatever happens to the program or to its terminal, the terminal is left as it was, and nothing is left running. */
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { writeIncident } from '../golden/recording.ts';
import { register } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { still } from './still.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-hygiene-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const incident = writeIncident();

async function start(env: Record<string, string> = {}): Promise<Terminal> {
  const args = [FDTOP, 'replay', incident, '--config', '/dev/null'];
  const terminal = openTerminal({ command: process.execPath, args, cols: 100, rows: 24, env });
  await terminal.waitFor(/q quit/);
  return terminal;
}

/** With a picture that stands still. */
async function startPaused(): Promise<Terminal> {
  const terminal = await start();
  terminal.write('p');
  await terminal.waitFor('PAUSED');
  return terminal;
}

async function expectClean(terminal: Terminal, code: number): Promise<void> {
  const exit = await terminal.exit;
  expect(exit.code, `${terminal}`).toBe(code);
  expect(exit.sttyRestored, exit.stty.after).toBe(true);
  expect(terminal.altScreen()).toBe(false);
  expect(terminal.cursorVisible()).toBe(true);
  expect(Object.values(terminal.modes())).not.toContain(true);
}

/** A module for `node --import` that does something once the file `now` is there. */
function saboteur(name: string, code: string): { env: Record<string, string>; now: () => void } {
  const file = join(folder, `${name}.mjs`);
  const flag = join(folder, name);
  writeFileSync(
    file,
    `import { existsSync } from 'node:fs';\nconst isTime = () => existsSync(${JSON.stringify(flag)});\n${code}`,
  );
  return { env: { NODE_OPTIONS: `--import=${pathToFileURL(file)}` }, now: () => writeFileSync(flag, '') };
}

describe('an error of its own', () => {
  it('while it draws: the terminal is given back, and then it is told', async () => {
    // MOCK: the clock of the header is made to throw, in the midst of React's work.
    const { env, now } = saboteur(
      'drawing',
      `const real = Date.prototype.toTimeString;
       Date.prototype.toTimeString = function () { if (isTime()) throw new Error('broken clock'); return real.call(this); };`,
    );
    const terminal = await start(env);
    now();
    await expectClean(terminal, 1);
    expect(terminal.text().join('\n')).toMatch(/fdtop stopped on an error of its own.*broken clock/);
  });

  it('anywhere else, too', async () => {
    const { env, now } = saboteur(
      'timer',
      `setInterval(() => { if (isTime()) throw new Error('broken timer'); }, 50);`,
    );
    const terminal = await start(env);
    now();
    await expectClean(terminal, 1);
    expect(terminal.text().join('\n')).toMatch(/fdtop stopped on an error of its own.*broken timer/);
  });
});

describe('stopped', () => {
  it.each(['ctrl-z', 'SIGSTOP'] as const)(
    'by %s, and resized by then: fg brings the screen back in its new size',
    async how => {
      const terminal = await startPaused();
      if (how === 'ctrl-z') terminal.key(how);
      else await terminal.kill(how);
      await terminal.waitFor(/topped, Enter resumes/);
      terminal.resize(60, 15);
      await terminal.feed('\x1b[H\x1b[2J');
      // After SIGSTOP the terminal is as the program left it, and Enter is no line feed there.
      terminal.write('\n');
      await terminal.waitFor(screen => / d diagnosis$/.test(screen.text().at(-1)!), { timeout: 5000 });
      const resumed = await still(() => terminal.text().join('\n'));
      terminal.key('ctrl-l');
      expect(resumed).toBe(await still(() => terminal.text().join('\n')));
      terminal.write('q');
      await expectClean(terminal, 0);
    },
  );

  it('by SIGSTOP, without a chance to tidy up: fg brings the screen back whole, and its keys', async () => {
    const terminal = await startPaused();
    const before = await still(() => terminal.text().join('\n'));
    await terminal.kill('SIGSTOP');
    await terminal.waitFor(/topped, Enter resumes/);
    // The terminal is as the program left it, and Enter is no line feed there.
    terminal.write('\n');
    await terminal.waitFor(screen => screen.text().join('\n') === before);
    terminal.write('?');
    await terminal.waitFor(/^ Keys$/m);
    terminal.write('q');
    await expectClean(terminal, 0);
  });

  it('by Ctrl-Z, with the shell on its own screen meanwhile', async () => {
    const terminal = await start();
    terminal.key('ctrl-z');
    await terminal.waitFor('stopped, Enter resumes');
    expect(terminal.altScreen()).toBe(false);
    expect(terminal.cursorVisible()).toBe(true);
    expect(Object.values(terminal.modes())).not.toContain(true);
    expect(terminal.sttyWhenStopped()).toMatch(/ icanon.* echo /s);
    terminal.key('enter');
    await terminal.waitFor(/q quit/);
    expect(terminal.cursorVisible()).toBe(false);
    expect(terminal.modes().bracketedPaste).toBe(true);
    terminal.write('q');
    await expectClean(terminal, 0);
  });
});

it('SIGUSR1, by which Node opens its debugger, opens nothing, and writes nothing over the screen', async () => {
  const terminal = await startPaused();
  const before = await still(() => terminal.text().join('\n'));
  await terminal.kill('SIGUSR1');
  terminal.write('?');
  await terminal.waitFor(/^ Keys$/m);
  terminal.key('esc');
  await terminal.waitFor(screen => screen.text().join('\n') === before);
  expect(terminal.raw()).not.toContain('ebugger');
  terminal.write('q');
  await expectClean(terminal, 0);
});

it('what is typed while it starts is not echoed on the screen, and counts', async () => {
  const args = [FDTOP, 'replay', incident, '--config', '/dev/null'];
  const terminal = openTerminal({ command: process.execPath, args, cols: 100, rows: 24 });
  const typing = setInterval(() => terminal.write('-'), 2);
  await terminal.waitFor(/q quit/);
  clearInterval(typing);
  // From 3 s between two snapshots down to the quickest.
  await terminal.waitFor(/REPLAY 12x /);
  expect(await still(() => terminal.text().join('\n'))).toMatch(/^ fdtop {2}REPLAY /);
  expect(`${terminal}`).not.toContain('--');
  terminal.write('q');
  await expectClean(terminal, 0);
});

it('resized it is whole, whatever the terminal has made of the old picture', async () => {
  const terminal = await startPaused();
  const text = () => terminal.text().join('\n');
  for (const [cols, rows] of [
    [48, 12],
    [40, 24],
    [100, 24],
    [100, 40],
    [120, 30],
  ] as const) {
    await still(text);
    // As tmux does: lines that have become too long are wrapped, so that those below them stand elsewhere.
    await terminal.feed('\x1b[H\x1b[2LWRAPPED\r\nWRAPPED');
    terminal.resize(cols, rows);
    await terminal.waitFor(() => !text().includes('WRAPPED'));
    const resized = await still(text);
    terminal.key('ctrl-l');
    expect(resized, `${cols}x${rows}`).toBe(await still(text));
  }
  terminal.write('q');
  await expectClean(terminal, 0);
});

it('Ctrl-L draws over what something else has written on the screen', async () => {
  const terminal = await startPaused();
  const before = await still(() => terminal.text().join('\n'));
  const tty = openSync(`/proc/${await terminal.pid()}/fd/1`, 'w');
  writeSync(tty, '\x1b[5;3HBroadcast message from root');
  await terminal.waitFor('Broadcast message');
  terminal.key('ctrl-l');
  await terminal.waitFor(screen => screen.text().join('\n') === before);
  terminal.write('?');
  await terminal.waitFor(/^ Keys$/m);
  writeSync(tty, '\x1b[5;3HBroadcast message from root');
  await terminal.waitFor('Broadcast message');
  terminal.key('ctrl-l');
  await terminal.waitFor(screen => !screen.text().join('\n').includes('Broadcast'));
  terminal.write('q');
  await expectClean(terminal, 0);
});

describe('when its terminal is killed', () => {
  /** A terminal of its own, which dies by SIGKILL and gives nothing back; and the program in it. */
  async function inDoomedTerminal(command: string): Promise<{ terminal: number; program: number }> {
    const file = join(folder, `pid-${Math.random()}`);
    const script = `
      import { spawn } from '@lydell/node-pty';
      const pty = spawn('/bin/sh', ['-c', process.argv[1]], { name: 'xterm-256color', cols: 80, rows: 24 });
      let output = '';
      pty.onData(text => {
        const was = output;
        output += text;
        // Paused, it writes nothing more: that the terminal is gone it can only read.
        if (!was.includes('2117153') && output.includes('2117153')) pty.write('p');
        if (output.includes('PAUSED')) console.log('paused');
      });
    `;
    const fdtop = `sh -c 'echo $$ >${file}; exec ${process.execPath} ${FDTOP} replay ${incident}'`;
    const inner = command.replace('FDTOP', () => fdtop);
    const child = execa(process.execPath, ['--input-type=module', '--eval', script, inner], { reject: false });
    let program = 0;
    const kill = () => {
      for (const pid of [child.pid!, program]) if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
    };
    register({ stop: async () => kill(), stopNow: kill });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text;
    });
    await waitUntil('the screen', () => output.includes('paused'));
    program = Number(readFileSync(file, 'utf8'));
    return { terminal: child.pid!, program };
  }

  it.each([
    ['in its session', 'FDTOP'],
    ['in another session, which is sent no SIGHUP', 'setsid -w FDTOP'],
    ['with SIGHUP ignored', 'trap "" HUP; FDTOP'],
  ])('it ends, %s', async (_, command) => {
    const { terminal, program } = await inDoomedTerminal(command);
    expect(isAlive(program)).toBe(true);
    process.kill(terminal, 'SIGKILL');
    await waitUntil('its end', () => !isAlive(program));
  });
});

it('with its stdin closed it prints one snapshot', async () => {
  const command = `exec ${process.execPath} ${FDTOP} replay ${incident} <&-`;
  const terminal = openTerminal({ command: 'sh', args: ['-c', command], cols: 120 });
  expect((await terminal.exit).code).toBe(0);
  expect(terminal.raw()).toContain('2117153');
  expect(terminal.raw()).not.toContain('\x1b[?1049h');
});
