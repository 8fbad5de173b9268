/** A running server: boot or resume it, run commands in it, copy files to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { register } from '../../support/cleanup.ts';
import type { Image } from './image.ts';
import { resumeMemory } from './monitor.ts';
import { type Qemu, startQemu } from './qemu.ts';
import { connectSsh, type ExecResult, type Ssh } from './ssh.ts';

export interface Machine {
  /** Runs a command line in the guest, as root. Any exit code is an answer. */
  exec(commandLine: string, timeout?: number): Promise<ExecResult>;
  /** The same where an exit code other than 0 is an error; gives stdout without the last line feed. */
  sh(commandLine: string, timeout?: number): Promise<string>;
  /** What to run on a terminal here so that the command line runs on one in the guest. */
  onTerminal(commandLine: string): { command: string; args: string[] };
  /** Copies a file into a folder of the guest. */
  put(file: string, folder: string): Promise<void>;
  /** Ends it at once: nothing in it is worth a shutdown. */
  stop(): Promise<void>;
  readonly qemu: Qemu;
  readonly ssh: Ssh;
}

export interface MachineOptions {
  /** What the guest writes to this disk is kept; without one, the image's is used and what it writes is forgotten. */
  disk?: string;
  /** A saved memory to go on from, in place of a boot; `disk` is as it was then, and stays so. */
  memory?: string;
}

/** Under emulation, and with other things to do outside. */
const BOOT_LIMIT = 300_000;

export async function startMachine(image: Image, { disk, memory }: MachineOptions = {}): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-vm-'));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  register({ stop: async () => forget(), stopNow: forget });
  const qemu = await startQemu({ image, folder, disk, memory });
  if (memory) await resumeMemory(qemu.socket);
  else await qemu.waitFor('the guest to boot', () => qemu.console().includes('INCIDENT-READY'), BOOT_LIMIT);
  const ssh = await connectSsh({ imageDir: image.dir, port: qemu.port, folder });

  const exec = (commandLine: string, timeout?: number) => ssh.run(commandLine, { timeout });
  const sh = async (commandLine: string, timeout?: number) => {
    const { code, stdout, stderr } = await exec(commandLine, timeout);
    if (code !== 0) throw new Error(`in the guest, ${commandLine}: exit code ${code}: ${stderr.trim()}`);
    return stdout.trimEnd();
  };
  // Its clock stood still while it was saved.
  await sh(`date -s @${Math.round(Date.now() / 1000)}`);
  return {
    qemu,
    ssh,
    exec,
    sh,
    onTerminal: commandLine => ({ command: 'ssh', args: ssh.terminalArgs(commandLine) }),
    async put(file, to) {
      const path = `${to}/${basename(file)}`;
      const { code, stderr } = await ssh.run(`mkdir -p '${to}' && cat >'${path}'`, { inputFile: file });
      if (code !== 0) throw new Error(`${file} could not be copied into the guest: ${stderr.trim()}`);
    },
    async stop() {
      await ssh.close();
      await qemu.stop();
      forget();
    },
  };
}
