/** fdtop itself without fds: what it watches for in others must not be its own end. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Whatever else runs on this machine. */
async function showOnly(terminal: Terminal, name: string): Promise<void> {
  await terminal.waitFor(/q quit/);
  terminal.write(`/${name}`);
  terminal.key('enter');
  await terminal.waitFor(` ▾ ${name} `);
}

need('gunicorn', 'util-linux')('fdtop with next to no fds of its own', () => {
  it('prints a snapshot under a limit of 64', async () => {
    const gunicorn = await startGunicorn({ workers: 3 });
    const args = ['--nofile=64:64', process.execPath, FDTOP, '--once'];
    const { stdout, exitCode } = await execa('prlimit', args, { stdin: 'ignore', reject: false });
    expect(exitCode).toBe(0);
    for (const pid of gunicorn.workerPids()) expect(stdout).toMatch(new RegExp(`^${pid} +worker +\\d+ `, 'm'));
    await gunicorn.stop();
  });

  it('holds few, whatever the number of workers', async () => {
    const gunicorn = await startGunicorn({ workers: 12, name: 'dozen' });
    const terminal = openTerminal({ command: 'prlimit', args: ['--nofile=64:64', process.execPath, FDTOP], rows: 40 });
    await showOnly(terminal, 'dozen');
    await terminal.waitFor(/dozen +12 workers/);
    await terminal.waitFor(/ \d+ s /);
    expect(readdirSync(`/proc/${await terminal.pid()}/fd`).length).toBeLessThan(50);
    terminal.write('q');
    await terminal.exit;
    await gunicorn.stop();
  });

  it('says so when it can open nothing, keeps counting, and recovers', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'starved' });
    const [worker] = gunicorn.workerPids();
    const terminal = openTerminal({ command: process.execPath, args: [FDTOP], cols: 100, rows: 40 });
    await showOnly(terminal, 'starved');
    const pid = String(await terminal.pid());
    const limits = execFileSync('prlimit', ['--pid', pid, '--nofile', '--output=HARD', '--noheadings'], {
      encoding: 'utf8',
    });
    execFileSync('prlimit', ['--pid', pid, `--nofile=5:${limits.trim()}`]);
    await terminal.waitFor(/fdtop itself has too many open files/);
    await gunicorn.hold(worker!, 'file', 700);
    await terminal.waitFor(new RegExp(`${worker} +worker +7\\d\\d`));
    execFileSync('prlimit', ['--pid', pid, `--nofile=${limits.trim()}:${limits.trim()}`]);
    await terminal.waitFor(() => !terminal.text().join('\n').includes('too many open files'));
    expect(terminal.text().join('\n')).toContain('starved');
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
    await gunicorn.stop();
  });
});
