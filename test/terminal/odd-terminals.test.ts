/** Terminals that say nothing of themselves, or what is not so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** fdtop on a terminal of 100x30 that tells another size: `stty cols 0 rows 0`. */
function lyingTerminal(size: string, env: Record<string, string> = {}): Terminal {
  const script = `stty ${size} && exec "$@"`;
  return openTerminal({ command: 'sh', args: ['-c', script, 'sh', process.execPath, FDTOP], cols: 100, rows: 30, env });
}

async function quit(terminal: Terminal): Promise<void> {
  terminal.write('q');
  expect((await terminal.exit).code).toBe(0);
  expect(terminal.altScreen()).toBe(false);
}

describe('a terminal that tells no size', () => {
  it.each([
    ['cols 0 rows 0', {}],
    ['cols 0 rows 0', { COLUMNS: '0', LINES: '0' }],
    ['cols 0 rows 40', { COLUMNS: 'x' }],
  ] as const)('%s and %j: 80 columns are drawn', async (size, env) => {
    const terminal = lyingTerminal(size, env);
    await terminal.waitFor(/q quit/);
    for (const line of terminal.text()) expect(line.length).toBeLessThanOrEqual(80);
    await quit(terminal);
  });

  it('is drawn anew when it tells one after all', async () => {
    const terminal = lyingTerminal('cols 0 rows 0');
    await terminal.waitFor(/q quit/);
    terminal.resize(50, 20);
    await terminal.waitFor(
      () => terminal.text().every(line => line.length <= 50) && /k kill/.test(terminal.text().join('\n')),
    );
    await quit(terminal);
  });
});

it('a terminal that says it is huge costs neither memory nor the keys', async () => {
  const terminal = lyingTerminal('cols 60000 rows 60000');
  await terminal.waitFor(() => terminal.raw().includes('fdtop'));
  const status = readFileSync(`/proc/${await terminal.pid()}/status`, 'utf8');
  expect(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1])).toBeLessThan(400_000);
  await quit(terminal);
});

it('COLUMNS and LINES do not beat the size that the terminal tells', async () => {
  const env = { COLUMNS: '0', LINES: '0' };
  const terminal = openTerminal({ command: process.execPath, args: [FDTOP], cols: 100, rows: 30, env });
  await terminal.waitFor(/q quit/);
  expect(terminal.text().some(line => line.length > 80)).toBe(true);
  await quit(terminal);
});

it('a terminal without a name gets one snapshot, and no escape sequence', async () => {
  const terminal = openTerminal({ command: 'env', args: ['-u', 'TERM', process.execPath, FDTOP] });
  expect((await terminal.exit).code).toBe(0);
  expect(terminal.raw()).toContain('open files');
  expect(terminal.raw()).not.toContain('\x1b');
});
