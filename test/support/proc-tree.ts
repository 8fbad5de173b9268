/** Writes a proc tree as Linux shows it into a folder of its own, which is removed after the test file. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { register } from './cleanup.ts';

export interface FakeProcess {
  pid: number;
  ppid?: number;
  startTime?: number;
  state?: string;
  comm?: string;
  argv?: readonly string[];
  uid?: number;
  /** How many, or what they link to, from fd 0 on. */
  fds?: number | readonly string[];
  /** The value in /proc/PID/limits; null for no such file. */
  limit?: string | null;
  cgroup?: string;
  environ?: Record<string, string>;
}

/** An empty tree of a machine that has been up for 100,000 s. */
export function procTree({ uptime = 100_000 }: { uptime?: number | null } = {}): ProcTree {
  const tree = new ProcTree(mkdtempSync(join(tmpdir(), 'fdtop-proc-')));
  const stopNow = () => rmSync(tree.root, { recursive: true, force: true });
  register({ stop: async () => stopNow(), stopNow });
  return uptime === null ? tree : tree.write('uptime', `${uptime.toFixed(2)} 1.00\n`);
}

export class ProcTree {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Adds a process, or puts another one in the place of that pid. */
  add(process: FakeProcess): this {
    const { pid, ppid = 1, startTime = 1000, state = 'S', comm = 'python3', argv = ['python3'], uid = 33 } = process;
    const { fds = 5, limit = '1024', cgroup = '/system.slice/gunicorn.service', environ = {} } = process;
    this.remove(String(pid));
    const middle = '0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0';
    this.write(`${pid}/stat`, `${pid} (${comm}) ${state} ${ppid} ${pid} ${pid} ${middle} ${startTime} 1000 200 0\n`);
    this.write(`${pid}/cmdline`, argv.map(arg => `${arg}\0`).join(''));
    this.write(`${pid}/status`, `Name:\t${comm.slice(0, 15)}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nFDSize:\t64\n`);
    const column = (limit ?? '').padEnd(20);
    if (limit !== null) this.write(`${pid}/limits`, `Max open files            ${column} ${column} files     \n`);
    this.write(`${pid}/cgroup`, `0::${cgroup}\n`);
    const variables = Object.entries(environ).map(([name, value]) => `${name}=${value}\0`);
    this.write(`${pid}/environ`, variables.join(''));
    return this.fds(pid, fds);
  }

  /** Gives a process these open fds and no other. */
  fds(pid: number, fds: number | readonly string[]): this {
    this.remove(`${pid}/fd`);
    mkdirSync(join(this.root, `${pid}/fd`), { recursive: true });
    const targets = typeof fds === 'number' ? Array.from({ length: fds }, () => '/dev/null') : fds;
    for (const [fd, target] of targets.entries()) this.link(`${pid}/fd/${fd}`, target);
    return this;
  }

  write(path: string, content: string | Buffer): this {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  link(path: string, target: string): this {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
    return this;
  }

  mode(path: string, mode: number): this {
    chmodSync(join(this.root, path), mode);
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.root, path), { recursive: true, force: true });
    return this;
  }
}
