/** What the tests of restart and reload do and ask inside a sandbox. */
import { FDTOP } from '../support/fdtop.ts';
import type { ExecResult, Sandbox } from './sandbox.ts';

const RUN_UNITS = '/run/systemd/system';

export interface Inside {
  run(...command: string[]): Promise<ExecResult>;
  /** As root. */
  fdtop(...args: string[]): Promise<ExecResult>;
  write(path: string, text: string): Promise<ExecResult>;
  mainPid(unit?: string): Promise<number>;
  /** The children of a process: of a master the workers, serving or not. */
  children(pid: number): Promise<number[]>;
  /** Soft and hard limit of open files, as the kernel writes them. */
  limits(pid: number): Promise<{ soft: string; hard: string }>;
  /** Writes a drop-in of gunicorn.service, or removes it; systemd hears of it by `daemonReload`. */
  dropIn(name: string, text: string | null): Promise<void>;
  daemonReload(): Promise<ExecResult>;
}

/** For the sandbox that is up. Exit codes are answers, not errors. */
export function inside(sandbox: Sandbox): Inside {
  const run = (...command: string[]) => sandbox.exec(command, { timeout: 80_000 });
  const write = (path: string, text: string) => sandbox.exec(['tee', path], { input: text });
  return {
    run,
    write,
    fdtop: (...args) => run(process.execPath, FDTOP, ...args),
    async mainPid(unit = 'gunicorn.service') {
      return Number((await run('systemctl', 'show', '-p', 'MainPID', '--value', unit)).stdout);
    },
    async children(pid) {
      const { stdout } = await run('ps', '-o', 'pid=', '--ppid', String(pid));
      return stdout.split('\n').filter(Boolean).map(Number);
    },
    async limits(pid) {
      const { stdout } = await run('cat', `/proc/${pid}/limits`);
      const [, soft, hard] = /^Max open files +(\d+) +(\d+)/m.exec(stdout)!;
      return { soft: soft!, hard: hard! };
    },
    async dropIn(name, text) {
      const folder = `${RUN_UNITS}/gunicorn.service.d`;
      await run('mkdir', '-p', folder);
      if (text === null) await run('rm', `${folder}/${name}`);
      else await write(`${folder}/${name}`, text);
    },
    daemonReload: () => run('systemctl', 'daemon-reload'),
  };
}
