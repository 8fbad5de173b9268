/** The programs that a user would watch a machine with, each at one picture a second. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Bench } from './case.ts';
import type { PeerPackage } from './packages.ts';

export interface ScreenProgram {
  tool: string;
  command: readonly string[];
  from?: PeerPackage;
}

export function screenPrograms({ fdtop, scratch }: Bench) {
  mkdirSync(`${scratch}/.config/btop`, { recursive: true });
  // btop takes its interval from there alone.
  writeFileSync(`${scratch}/.config/btop/btop.conf`, 'update_ms = 1000\n');
  return {
    fdtop: { tool: 'fdtop', command: [process.execPath, fdtop] },
    htop: { tool: 'htop -d 10', command: ['/usr/bin/htop', '-d', '10'], from: 'htop' },
    btop: { tool: 'btop (update_ms 1000)', command: ['/usr/bin/btop', '--utf-force'], from: 'btop' },
    glances: { tool: 'glances -t 1', command: ['/usr/bin/glances', '-t', '1'], from: 'glances' },
    pidstat: { tool: 'pidstat -v 1', command: ['/usr/bin/pidstat', '-v', '1'], from: 'sysstat' },
    // Without -nP lsof would wait for name servers.
    lsof: { tool: 'watch -n1 lsof -nP', command: ['/usr/bin/watch', '-n1', 'lsof', '-nP'], from: 'lsof' },
  } as const satisfies Record<string, ScreenProgram>;
}
