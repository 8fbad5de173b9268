/** A terminal that takes nothing for a while, or for good. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { sample, snapshot } from '../ui/snapshots.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-stalled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STEPS = 2000;
const PROCESSES = 46;
/** More than the pipes between program and terminal hold, several times over: they must have been left out. */
const FRAMES = 120;

/** All of its numbers change in each snapshot; the n-th has n open files on the machine. */
function writeRecording(): string {
  const file = join(folder, 'busy.ndjson');
  const lines = Array.from({ length: STEPS }, (_, step) => {
    const processes = Array.from({ length: PROCESSES }, (_, index) =>
      sample({ pid: 1000 + index, fds: ((step * 7919 + index * 104_729) % 900) + 1, cpuPercent: step % 100 }),
    );
    const time = new Date(Date.parse('2026-11-24T14:00:00Z') + step * 1000).toISOString();
    return JSON.stringify(snapshot({ time, processes, system: { filesOpen: step, filesMax: null } }));
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const recording = writeRecording();
const bytesAStep = readFileSync(recording).length / STEPS;

async function start(): Promise<Terminal> {
  const args = [FDTOP, 'replay', recording, '--interval', '0.1', '--config', '/dev/null'];
  const terminal = openTerminal({ command: process.execPath, args, cols: 160, rows: 50 });
  await terminal.waitFor(/open files [\d,]+ /);
  return terminal;
}

/** How many snapshots of its recording the program has read, about: what else it reads is little beside them. */
function stepOf(pid: number): number {
  const [, bytes] = /^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))!;
  return Number(bytes) / bytesAStep;
}

const shownStep = (terminal: Terminal) =>
  Number(/open files ([\d,]+) /.exec(terminal.text().join('\n'))?.[1]?.replaceAll(',', '') ?? -1);

const residentBytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

it('that stops for a while: fdtop goes on, keeps no frames, and is up to date at once', async () => {
  const terminal = await start();
  const pid = await terminal.pid();
  // Once around, so that what it needs anyway is there.
  await terminal.waitFor(() => shownStep(terminal) > 50);
  const memory = residentBytes(pid);
  terminal.stall();
  const stalledAt = stepOf(pid);
  await waitUntil('the recording to go on', () => stepOf(pid) > stalledAt + FRAMES, { timeout: 60_000 });
  // It reads in blocks: what it is at lies up to one of them before.
  const before = terminal.raw().length;
  const reached = shownStep(terminal) + FRAMES / 2;
  expect(residentBytes(pid) - memory).toBeLessThan(40e6);

  terminal.resume();
  await terminal.waitFor(() => shownStep(terminal) > reached);
  // A frame is some 8 kB, the kernel's buffers hold as much, and so does what reads them here.
  expect(terminal.raw().length - before).toBeLessThan(200_000);
  terminal.write('p');
  await terminal.waitFor('PAUSED');
  // Whole, not a patchwork of two frames: each row stands once, and the last line is the footer.
  const rows = terminal.text().flatMap(line => /^. +(1\d\d\d) +worker/.exec(line)?.[1] ?? []);
  expect(new Set(rows).size).toBe(rows.length);
  expect(terminal.text().at(-1)).toMatch(/q quit/);
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
}, 120_000);

it.each(['SIGTERM', 'SIGHUP'] as const)(
  'that takes nothing any more: %s ends fdtop all the same',
  async signal => {
    const terminal = await start();
    const pid = await terminal.pid();
    terminal.stall();
    const stalledAt = stepOf(pid);
    await waitUntil('the recording to go on', () => stepOf(pid) > stalledAt + FRAMES / 4, { timeout: 60_000 });
    await terminal.kill(signal);
    await waitUntil('its end', () => !isAlive(pid));
    terminal.resume();
  },
  120_000,
);
