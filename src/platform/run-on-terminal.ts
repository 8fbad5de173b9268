import { execa } from 'execa';
import type { TrustedProgram } from './find-program.ts';

/** Runs a program that asks on this terminal by itself, as sudo does for a password. Its exit code; null when it did not run. */
export async function runOnTerminal(program: TrustedProgram, args: readonly string[]): Promise<number | null> {
  const { exitCode } = await execa(program, args, { stdio: 'inherit', reject: false });
  return exitCode ?? null;
}
