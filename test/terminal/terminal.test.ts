import { expect, test } from 'vitest';
import { isAlive } from '../support/processes.ts';
import { openTerminal, type TerminalOptions } from './terminal.ts';

/** A full-screen program in a few lines: alternate screen, no cursor, raw mode; tells what it gets; q quits. */
const FULL_SCREEN = `
  const { stdin, stdout } = process;
  const line = text => stdout.write(text + '\\r\\n');
  stdout.write('\\x1b[?1049h\\x1b[?25l');
  stdin.setRawMode(true);
  const size = () => line('size ' + stdout.columns + 'x' + stdout.rows);
  const quit = code => { stdin.setRawMode(false); stdout.write('\\x1b[?25h\\x1b[?1049l'); process.exit(code); };
  stdout.on('resize', size);
  stdin.on('data', keys => String(keys) === 'q' ? quit(7) : line('got ' + JSON.stringify(String(keys))));
  process.on('SIGCONT', () => { stdin.setRawMode(true); line('again'); });
  process.on('SIGTERM', () => quit(143));
  line('CI ' + process.env.CI + ', colours ' + stdout.getColorDepth());
  line('\\x1b[1;31mred\\x1b[0m \\x1b[38;2;1;2;3;48;5;236mrgb\\x1b[0m \\x1b[2;7mdim\\x1b[0m \\x1b[3;4m漢字\\x1b[0m!');
  size();
`;

const run = (script: string, options: Partial<TerminalOptions> = {}) =>
  openTerminal({ command: process.execPath, args: ['--eval', script], ...options });

test('a full-screen program: what it shows, what it gets, how it ends', async () => {
  const terminal = run(FULL_SCREEN, { cols: 60, rows: 12, env: { CI: '' } });
  await terminal.waitFor('size 60x12');
  expect(terminal.altScreen()).toBe(true);
  expect(terminal.cursorVisible()).toBe(false);

  terminal.key('down');
  await terminal.waitFor(String.raw`got "\u001b[B"`);
  terminal.key('ctrl-c');
  await terminal.waitFor(/got "\\u0003"/);
  terminal.key('esc');
  terminal.write('x');
  await terminal.waitFor(/got "\\u001b"\ngot "x"/);
  terminal.resize(100, 20);
  await terminal.waitFor(screen => screen.text().includes('size 100x20'));
  expect(terminal.text()).toHaveLength(20);
  expect([terminal.cols, terminal.rows]).toEqual([100, 20]);

  const pid = await terminal.pid();
  expect(isAlive(pid)).toBe(true);
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 7, signal: null, sttyRestored: true });
  expect(isAlive(pid)).toBe(false);
  expect(terminal.altScreen()).toBe(false);
  expect(terminal.cursorVisible()).toBe(true);
  expect(terminal.raw()).toContain('\x1b[?1049h');
});

test('cells have their colours and attributes, and wide characters their width', async () => {
  const terminal = run(FULL_SCREEN);
  await terminal.waitFor('rgb');
  expect(terminal.find('red')?.[0]).toMatchObject({ fg: 1, bg: null, bold: true, dim: false });
  expect(terminal.find('rgb')?.[2]).toMatchObject({ char: 'b', fg: '#010203', bg: 236, bold: false });
  expect(terminal.find('dim')?.[0]).toMatchObject({ dim: true, inverse: true });
  expect(terminal.find('漢字!')?.map(({ char, width }) => char + width)).toEqual(['漢2', '0', '字2', '0', '!1']);
  expect(terminal.find('漢字')?.[0]).toMatchObject({ italic: true, underline: true });
  expect(terminal.find('blue')).toBeNull();
});

test('the program believes that a person looks on', async () => {
  process.env.CI = 'true';
  const terminal = run(FULL_SCREEN);
  await terminal.waitFor('CI undefined, colours 24');
});

test('an Ink program is interactive, on the alternate screen, and leaves the terminal as it was', async () => {
  const script = `
    import { createElement as h } from 'react';
    import { Box, Text, render, useApp, useInput, useWindowSize } from 'ink';
    function App() {
      const { exit } = useApp();
      const { rows, columns } = useWindowSize();
      useInput(input => input === 'q' && exit());
      return h(Box, { height: rows }, h(Text, { color: '#ff8700' }, 'ink ' + columns + 'x' + rows));
    }
    await render(h(App), { alternateScreen: true }).waitUntilExit();
    console.log('bye');
  `;
  const terminal = openTerminal({ command: process.execPath, args: ['--input-type=module', '--eval', script] });
  await terminal.waitFor('ink 120x30');
  expect(terminal.altScreen()).toBe(true);
  expect(terminal.cursorVisible()).toBe(false);
  expect(terminal.find('ink')?.[0]?.fg).toBe('#ff8700');
  terminal.resize(80, 24);
  await terminal.waitFor('ink 80x24');
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
  expect(terminal.altScreen()).toBe(false);
  expect(terminal.cursorVisible()).toBe(true);
  expect(terminal.text()).toContain('bye');
  expect(Object.values(terminal.modes())).not.toContain(true);
});

test('a program that leaves the terminal in raw mode is found out', async () => {
  const terminal = run(`process.stdin.setRawMode(true); process.kill(process.pid, 'SIGKILL')`);
  const { code, signal, sttyRestored, stty } = await terminal.exit;
  expect({ code, signal, sttyRestored }).toEqual({ code: 137, signal: 'SIGKILL', sttyRestored: false });
  expect(stty.before).toMatch(/ icanon.* echo /s);
  expect(stty.after).toMatch(/ -icanon.* -echo /s);
});

test('signals reach the program itself, and Ctrl-C the program in the foreground', async () => {
  const handled = run(FULL_SCREEN);
  await handled.waitFor('size');
  await handled.kill('SIGTERM');
  expect(await handled.exit).toMatchObject({ code: 143, signal: 'SIGTERM', sttyRestored: true });
  const interrupted = openTerminal({ command: 'sleep', args: ['60'] });
  await interrupted.pid();
  interrupted.key('ctrl-c');
  expect(await interrupted.exit).toMatchObject({ code: 130, signal: 'SIGINT' });
});

test('Ctrl-Z stops the program, and Enter at the shell resumes it', async () => {
  const terminal = openTerminal({ command: 'sh', args: ['-c', 'echo ready; sleep 1; echo done; exit 3'] });
  await terminal.waitFor('ready');
  terminal.key('ctrl-z');
  await terminal.waitFor('stopped, Enter resumes');
  expect(terminal.sttyWhenStopped()).toMatch(/ icanon/);
  terminal.key('enter');
  await terminal.waitFor('done');
  expect((await terminal.exit).code).toBe(3);
});

test('what waits in vain is told what the screen shows', async () => {
  const terminal = run(FULL_SCREEN, { cols: 40, rows: 6 });
  await terminal.waitFor('size');
  const waiting = terminal.waitFor('never shown', { timeout: 200 });
  await expect(waiting).rejects.toThrow(/waited 200 ms in vain for: never shown[\s\S]*│size 40x6 +│/);
  terminal.write('q');
  await expect(terminal.waitFor('never shown')).rejects.toThrow('the program has ended with 7');
});

test('a command that does not exist fails like in a shell, and says so on the screen', async () => {
  const terminal = openTerminal({ command: '/no/such/program' });
  expect((await terminal.exit).code).toBe(127);
  expect(terminal.toString()).toContain('/no/such/program: not found');
});

test('close ends a program that ignores the hangup', async () => {
  const terminal = openTerminal({ command: 'sh', args: ['-c', 'trap "" HUP TERM INT; echo deaf; sleep 60; sleep 60'] });
  await terminal.waitFor('deaf');
  const pid = await terminal.pid();
  await terminal.close();
  expect(isAlive(pid)).toBe(false);
});
