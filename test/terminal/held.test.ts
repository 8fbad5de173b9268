/** While a question stands its process is held, and node:ffi, by which it is, never speaks up: in a real terminal. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { startStranger } from '../support/stranger.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** `anon_inode:[pidfd]`, or from Linux 6.9 on `pidfd:[INODE]`. Node itself has none. */
async function pidfdsOf(terminal: Terminal): Promise<number> {
  const folder = `/proc/${await terminal.pid()}/fd`;
  const names = readdirSync(folder).map(fd => {
    try {
      return readlinkSync(`${folder}/${fd}`);
    } catch {
      return '';
    }
  });
  return names.filter(name => name.includes('pidfd')).length;
}

async function ask(name: string, key: string, title: string, ...args: string[]): Promise<Terminal> {
  const command = { command: process.execPath, args: [...args, FDTOP], cols: 100, rows: 30 };
  const terminal = openTerminal(command);
  await terminal.waitFor(/q quit/);
  terminal.write(`/${name}`);
  terminal.key('enter');
  await terminal.waitFor(` ▾ ${name} `);
  await terminal.waitFor(/ worker {2}/);
  terminal.key('home');
  for (let step = 0; step < 5 && !/^› +\d+ +worker/m.test(terminal.text().join('\n')); step += 1) {
    const before = terminal.text().join('\n');
    terminal.key('down');
    await terminal.waitFor(() => terminal.text().join('\n') !== before);
  }
  await press(terminal, key, title);
  return terminal;
}

async function press(terminal: Terminal, key: string, title: string): Promise<void> {
  terminal.write(key);
  await terminal.waitFor(title);
}

async function close(terminal: Terminal, title: string): Promise<void> {
  terminal.key('esc');
  await terminal.waitFor(() => !terminal.text().join('\n').includes(title));
  await waitUntil('its pidfds to be closed', async () => (await pidfdsOf(terminal)) === 0);
}

need('gunicorn', 'python3-setproctitle')('the process of a question', () => {
  it('is held while it stands, and let go when it is cancelled', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'asked', nofile: { soft: 900, hard: 3000 } });
    const terminal = await ask('asked', 'k', 'Replace worker');
    expect(await pidfdsOf(terminal)).toBe(1);
    await close(terminal, 'Replace worker');
    await press(terminal, 'l', 'Cancel');
    expect(await pidfdsOf(terminal)).toBe(2); // master and worker
    await close(terminal, 'Cancel');
    await press(terminal, 'R', 'Cancel');
    expect(await pidfdsOf(terminal)).toBe(1); // the master
    await close(terminal, 'Cancel');
    await press(terminal, 'k', 'Replace worker');
    terminal.key('right');
    terminal.key('enter');
    await terminal.waitFor(/✓ \d+ gone after .*; replacement \d+ is up/);
    expect(await pidfdsOf(terminal)).toBe(0);
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
    expect(terminal.raw()).not.toMatch(/Experimental|Warning/);
    await gunicorn.stop();
  });

  it('on the command line, too: nothing but progress is on stderr', async () => {
    const gunicorn = await startGunicorn({ workers: 1, nofile: { soft: 900, hard: 3000 } });
    const [worker] = gunicorn.workerPids() as [number];
    const limited = await fdtop('limit', String(worker), '1000', '--yes');
    expect(limited).toMatchObject({ exitCode: 0, stderr: 'limit of 1 of 1 process changed' });
    const killed = await fdtop('kill', String(worker), '--yes');
    expect(killed.exitCode).toBe(0);
    for (const line of killed.stderr.split('\n')) expect(line).toContain(String(worker));
    expect((await fdtop('doctor')).stderr).toBe('');
    await gunicorn.stop();
  });
});

need('gunicorn', root)('a pid that was reused while the question stood', () => {
  it.each([
    ['by pidfd', 'reused', []],
    ['by pid, on a Node without node:ffi', 'reused-too', ['--no-experimental-ffi']],
  ])('%s: the stranger lives on, and that is said', async (_, name, options) => {
    const gunicorn = await startGunicorn({ workers: 1, name, setproctitle: false });
    const [worker] = gunicorn.workerPids() as [number];
    const terminal = await ask(name, 'k', `Replace worker ${worker}?`, ...options);
    expect(await pidfdsOf(terminal)).toBe(options.length === 0 ? 1 : 0);
    process.kill(worker, 'SIGKILL');
    await waitUntil('the worker to be reaped', () => !existsSync(`/proc/${worker}`));
    const stranger = await startStranger(worker);
    terminal.key('right');
    terminal.key('enter');
    await terminal.waitFor(`pid ${worker} belongs to another process now; nothing was sent`);
    expect(isAlive(worker)).toBe(true);
    expect(await pidfdsOf(terminal)).toBe(0);
    terminal.write('q');
    await terminal.exit;
    await stranger.end();
    await gunicorn.stop();
  });
});
