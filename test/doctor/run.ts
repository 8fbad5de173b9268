/** `fdtop doctor --json`, run by whoever and wherever a test wants it. */
import { execa } from 'execa';
import { FDTOP } from '../support/fdtop.ts';

export interface Report {
  exitCode: number | undefined;
  broken: string[];
  off: string[];
  facts: Record<string, { value: unknown; state: 'ok' | 'off' | 'broken'; why: string | null }>;
}

export interface Run {
  /** What it is started by: `setpriv ...`. */
  through?: string[];
  env?: Record<string, string>;
  args?: string[];
  program?: string[];
}

export async function doctor({
  through = [],
  env,
  args = [],
  program = [process.execPath, FDTOP],
}: Run = {}): Promise<Report> {
  const [command, ...rest] = [...through, ...program, 'doctor', '--json', ...args];
  const { stdout, stderr, exitCode } = await execa(command!, rest, { env, reject: false, stdin: 'ignore' });
  if (stderr !== '' || stdout === '') throw new Error(`fdtop doctor exited with ${exitCode}: ${stderr}`);
  return { exitCode, ...JSON.parse(stdout) };
}

/** In namespaces of its own, after the lines of a shell script. */
export function within(script: string, ...namespaces: string[]): string[] {
  return ['unshare', ...namespaces, 'sh', '-ec', `${script}\nexec "$@"`, 'sh'];
}
