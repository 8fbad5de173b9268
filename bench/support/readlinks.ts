/** The C program that reads all links of a directory: what the kernel alone takes for it. */
import { spawnSync } from 'node:child_process';
import type { Bench } from './case.ts';
import { program } from './helper.ts';

export function compileReadlinks({ scratch }: Bench): string {
  const output = `${scratch}/readlinks`;
  const { status, stderr } = spawnSync('gcc', ['-O2', '-Wall', '-o', output, program('readlinks.c')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`gcc could not compile readlinks.c: ${stderr}`);
  return output;
}
