/** Commands in the guest, over one ssh connection that is kept open: a handshake takes the guest a second. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { register } from '../../support/cleanup.ts';
import { waitUntil } from '../../support/wait.ts';

export interface ExecResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Ssh {
  /** Any exit code is an answer; 255 may be ssh's own. `inputFile` is the command's stdin. */
  run(commandLine: string, options?: { timeout?: number; inputFile?: string }): Promise<ExecResult>;
  /** Arguments of an ssh that runs the command line on a terminal of the guest. */
  terminalArgs(commandLine: string): string[];
  close(): Promise<void>;
}

export async function connectSsh(options: { imageDir: string; port: number; folder: string }): Promise<Ssh> {
  const { imageDir, port, folder } = options;
  const socket = join(folder, 'ssh');
  const base = ['-q', '-F', '/dev/null', '-o', `ControlPath=${socket}`];
  const target = [
    ...['-i', join(imageDir, 'id'), '-p', `${port}`, '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', `UserKnownHostsFile=${join(imageDir, 'known_hosts')}`, '-o', 'HostKeyAlias=incident'],
    ...['-o', 'ConnectTimeout=120', 'root@127.0.0.1'],
  ];
  const master = spawn('setpriv', ['--pdeathsig=KILL', 'ssh', '-M', '-N', ...base, ...target], { stdio: 'ignore' });
  const hasEnded = () => master.exitCode !== null || master.signalCode !== null;
  const close = register({
    async stop() {
      if (hasEnded()) return;
      master.kill('SIGTERM');
      await once(master, 'exit');
    },
    stopNow: () => master.kill('SIGKILL'),
  });
  await waitUntil(
    'the connection to the guest',
    () => {
      if (hasEnded()) throw new Error(`ssh ended with ${master.signalCode ?? master.exitCode} before it was connected`);
      return existsSync(socket);
    },
    { timeout: 150_000 },
  );

  return {
    close,
    terminalArgs: commandLine => ['-tt', ...base, 'root@127.0.0.1', commandLine],
    async run(commandLine, { timeout = 300_000, inputFile } = {}) {
      const args = [...base, 'root@127.0.0.1', commandLine];
      const ssh = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'], timeout });
      ssh.stdin.on('error', () => {}); // a command need not read its input
      if (inputFile) createReadStream(inputFile).pipe(ssh.stdin);
      else ssh.stdin.end();
      const [stdout, stderr, [code, signal]] = await Promise.all([
        ssh.stdout.setEncoding('utf8').toArray(),
        ssh.stderr.setEncoding('utf8').toArray(),
        once(ssh, 'close'),
      ]);
      if (signal) throw new Error(`${commandLine} took more than ${timeout / 1000} s in the guest`);
      return { code, stdout: stdout.join(''), stderr: stderr.join('') };
    },
  };
}
