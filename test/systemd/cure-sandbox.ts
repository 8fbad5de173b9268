/** What the tests of `fdtop cure` ask a real systemd, on purpose not with the code under test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { register } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { type ExecOptions, type Sandbox, startSandbox } from './sandbox.ts';

export interface CureSandbox extends Sandbox {
  fdtop(args: string[], options?: ExecOptions): ReturnType<Sandbox['exec']>;
  systemctl(...args: string[]): Promise<string>;
  show(unit: string, property: string): Promise<string>;
  mainPid(unit: string): Promise<number>;
  /** Soft and hard, as the kernel has it. */
  liveLimit(unit: string): Promise<[number, number]>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Every entry of /etc/systemd/system: kind, mode, owner, name, target, and the checksum of what is in it. */
  tree(): Promise<string>;
}

/** Unit files by name. */
export async function startCureSandbox(units: Record<string, string> = {}): Promise<CureSandbox> {
  const extraUnits = mkdtempSync(join(tmpdir(), 'fdtop-units-'));
  const remove = () => rmSync(extraUnits, { recursive: true, force: true });
  register({ stop: async () => remove(), stopNow: remove });
  for (const [name, text] of Object.entries(units)) {
    mkdirSync(dirname(join(extraUnits, name)), { recursive: true });
    writeFileSync(join(extraUnits, name), text);
  }
  const sandbox = await startSandbox({ workers: 1, extraUnits });
  const output = async (command: string[]) => (await sandbox.exec(command)).stdout;
  const systemctl = async (...args: string[]) => (await output(['systemctl', ...args])).trim();
  const show = (unit: string, property: string) => systemctl('show', '-p', property, '--value', unit);
  const mainPid = async (unit: string) => Number(await show(unit, 'MainPID'));
  const read = (file: string) => output(['cat', file]);
  return {
    ...sandbox,
    fdtop: (args, options) => sandbox.exec([process.execPath, FDTOP, ...args], { timeout: 90_000, ...options }),
    systemctl,
    show,
    mainPid,
    async liveLimit(unit) {
      const limits = await read(`/proc/${await mainPid(unit)}/limits`);
      return /^Max open files +(\d+) +(\d+)/m.exec(limits)!.slice(1).map(Number) as [number, number];
    },
    read,
    async write(file, text) {
      await sandbox.exec(['mkdir', '-p', dirname(file)]);
      await sandbox.exec(['tee', file], { input: text });
    },
    tree: () =>
      output([
        'sh',
        '-c',
        'cd /etc/systemd/system && find . -printf "%y %m %u %p %l\\n" | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum',
      ]),
  };
}

/** A Gunicorn of its own for a further unit. */
export function gunicornUnit(port: string, more = '', args = ''): string {
  return `[Service]
Type=notify
ExecStart=/usr/bin/gunicorn --chdir /srv/app -b 127.0.0.1:${port} ${args} holder:app
KillMode=mixed
TimeoutStopSec=3
${more}
`;
}
