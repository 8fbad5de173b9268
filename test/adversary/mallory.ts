/**
 * Mallory: a user without any right, whose uid no account of the machine has. All that he starts runs in the world (world.ts)
 * under a keeper (inside/keep.py), which ends it when it is stopped, when this process is gone, or when its time is over.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { register } from '../support/cleanup.ts';
import { EXCHANGE, type World } from './world.ts';

export const UID = 61_234;
/** Whatever happens, his programs end by themselves. */
const SECONDS = 900;

/** A text of bytes, each as the character of its number: any bytes can be said so. */
export type Bytes = string;

/** What is there to be aimed at. */
export interface Aim {
  master: number;
  /** Null when there is none. */
  worker: number | null;
}

export interface Running extends Aim {
  /** Is what is aimed at still there? */
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** How mallory/gunicorn.py behaves; what is left out is as in `PLAIN`. */
export interface Fake {
  /** Its arguments from argv[0] on; the script stands behind the first. A title goes into argv[0]. */
  title?: Bytes;
  args?: Bytes[];
  env?: Record<string, Bytes>;
  /** Below its own folder, or absolute. */
  cwd?: Bytes;
  cgroup?: string;
  nofile?: number;
  bigStack?: boolean;
  /** Files to be there before: path below its folder, and its text. */
  texts?: Record<Bytes, string>;
  /** The name of its script. */
  script?: string;
  /** Words before those of the program itself: it is started by them. `SCRIPT` stands for its command line. */
  wrapper?: { program: string; argv: Bytes[] };

  heartbeat?: boolean;
  beatName?: string;
  workers?: number;
  /** What its first child executes. */
  setuid?: string[];
  comm?: Bytes;
  worker?: 'sleeps' | 'forks' | 'execs' | 'stubborn';
  /** Open files of each worker. */
  files?: number;
  names?: Bytes[];
  sockets?: Bytes[];
  /** A module whose serve() opens the files. */
  module?: string;
  /** Put under a path below its folder: before the start, or once the module is loaded. */
  put?: [path: Bytes, kind: string][];
  swap?: [path: Bytes, kind: string][];
  pty?: boolean;
  library?: boolean;
  mount?: boolean;
  argvBytes?: number;
  environBytes?: number;
  argvText?: Bytes;
  children?: number;
  /** So many entries in its cwd, so many mappings of its memory. */
  entries?: number;
  maps?: number;
  stopped?: boolean;
  check?: 'daemon' | 'endless' | 'hang';
  says?: Bytes;
  checkExit?: number;
}

const PLAIN = {
  heartbeat: true,
  beatName: '',
  workers: 1,
  setuid: null,
  comm: null,
  worker: 'sleeps',
  files: 20,
  names: [],
  sockets: [],
  module: null,
  put: [],
  swap: [],
  pty: false,
  library: false,
  mount: false,
  argvBytes: 0,
  environBytes: 0,
  argvText: '',
  children: 0,
  entries: 0,
  maps: 0,
  stopped: false,
  check: null,
  says: 'mallory was checked',
  checkExit: 0,
  seconds: SECONDS,
};

export interface Program {
  program: string;
  argv: Bytes[];
  env?: Record<string, Bytes>;
  cwd?: Bytes;
  cgroups?: string[];
  uid?: number;
  nofile?: number;
  bigStack?: boolean;
}

export interface Kept {
  /** The first line that it prints. */
  line: string;
  stop(): Promise<void>;
}

export class Mallory {
  readonly world: World;
  #turn = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** A folder of his, by its path in the world; its texts are for him to read. */
  folder(name: string, texts: Record<Bytes, string> = {}): string {
    const inside = `/home/mallory/${name}-${this.#turn++}`;
    this.#make(inside);
    for (const [path, text] of Object.entries(texts)) this.text(`${inside}/${path}`, text);
    return inside;
  }

  /** A file of his; the folders above it are made. Programs begin with #!. */
  text(inside: Bytes, text: string): void {
    this.#make(dirname(inside));
    const path = this.#outside(inside);
    writeFileSync(path, Buffer.from(text, 'latin1'), { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    chownSync(path, UID, UID);
  }

  /** Canary programs under these names in a folder of his. */
  canaries(folder: string, ...names: string[]): void {
    for (const name of names)
      this.text(`${folder}/${name}`, readFileSync(join(this.world.exchange, 'mallory/canary.sh'), 'utf8'));
  }

  /** Starts a program as him, and waits for its first line. */
  async start(program: Program): Promise<Kept> {
    const spec = {
      env: {},
      cwd: '/',
      cgroups: [],
      uid: UID,
      nofile: 20_000,
      bigStack: false,
      ...program,
      seconds: SECONDS,
    };
    const name = `keep-${process.pid}-${Math.random()}.json`;
    writeFileSync(join(this.world.exchange, 'specs', name), JSON.stringify(spec));
    const [enter, ...words] = this.world.enter;
    const keeper = ['/usr/bin/python3', `${EXCHANGE}/inside/keep.py`, `${EXCHANGE}/specs/${name}`];
    const child = spawn(enter!, [...words, ...keeper], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {});
    let errors = '';
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    const stop = register({
      async stop() {
        const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
        child.stdin.end();
        await exit;
      },
      stopNow: () => void child.kill('SIGKILL'),
    });
    let text = '';
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('latin1').on('data', (part: string) => {
        text += part;
        if (text.includes('\n')) resolve(text.split('\n')[0]!);
      });
      child.once('exit', code =>
        reject(new Error(`${spec.argv[0]} ended with ${code} before it was ready: ${errors}`)),
      );
      setTimeout(() => reject(new Error(`${spec.argv[0]} is not ready: ${errors}`)), 20_000).unref();
    }).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { line, stop };
  }

  /** What looks like a Gunicorn (mallory/gunicorn.py), in a folder of its own. */
  async fake(name: string, fake: Fake = {}): Promise<Running & { folder: string }> {
    const { title, args = ['app:app'], env, cwd, cgroup, nofile, bigStack, texts, wrapper, ...behaviour } = fake;
    const { script: named = 'gunicorn', ...does } = behaviour;
    const folder = this.folder(name, texts);
    cpSync(join(this.world.exchange, 'mallory/gunicorn.py'), this.world.path(`${folder}/${named}`));
    cpSync(join(this.world.exchange, 'mallory/leaky.py'), this.world.path(`${folder}/leaky.py`));
    writeFileSync(this.#outside(`${folder}/spec.json`), JSON.stringify({ ...PLAIN, ...does }));
    for (const each of [named, 'leaky.py', 'spec.json']) chownSync(this.#outside(`${folder}/${each}`), UID, UID);
    chmodSync(this.#outside(`${folder}/${named}`), 0o755);
    const place = cwd === undefined ? folder : cwd.startsWith('/') ? cwd : `${folder}/${cwd}`;
    this.#make(place);
    const own = cgroup === undefined ? null : this.world.makeCgroup(cgroup);
    if (cgroup !== undefined && own === null) throw new Error('no cgroup can be made here');

    const script = `${folder}/${named}`;
    const python = { program: '/usr/bin/python3', argv: [title ?? '/usr/bin/python3', script, ...args] };
    const started = wrapper
      ? {
          program: wrapper.program,
          argv: wrapper.argv.map(word =>
            word.replace('FOLDER', folder).replace('SCRIPT', `/usr/bin/python3 ${script} app:app`),
          ),
        }
      : python;
    const kept = await this.start({
      ...started,
      env: { PATH: '/usr/bin:/bin', HOME: folder, ...env },
      cwd: place,
      cgroups: own === null ? [] : [own],
      ...(nofile ? { nofile } : {}),
      ...(bigStack ? { bigStack } : {}),
    });
    const { master, workers } = JSON.parse(kept.line) as { master: number; workers: number[] };
    const worker = workers[0] ?? null;
    const isAlive = () => [master, worker ?? master].every(pid => this.isAlive(pid));
    return { master, worker, isAlive, stop: kept.stop, folder };
  }

  isAlive(pid: number): boolean {
    try {
      const stat = readFileSync(this.world.path(`/proc/${pid}/stat`), 'latin1');
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return false;
    }
  }

  #outside(inside: Bytes): Buffer {
    return Buffer.concat([Buffer.from(this.world.path('')), Buffer.from(inside, 'latin1')]);
  }

  #make(inside: Bytes): void {
    const path = this.#outside(inside);
    if (existsSync(path)) return;
    this.#make(dirname(inside));
    mkdirSync(path);
    chownSync(path, UID, UID);
  }
}

/** A line of the canary: a program of his that was executed. */
export interface Song {
  what: string;
  argv: string[];
  uids: number[];
  gids: number[];
  secret: boolean;
}

/** All that the canary has sung. */
export function songs(world: World): Song[] {
  const file = join(world.exchange, 'canary/lines');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}

/** Those that it should not: under any id but his, or with what only root's fdtop was told. */
export function wrongSongs(world: World): string[] {
  const isWrong = ({ uids, gids, secret }: Song) => secret || [...uids, ...gids].some(id => id !== UID);
  return songs(world)
    .filter(isWrong)
    .map(
      ({ what, argv, uids, secret }) =>
        `${what} ran as uid ${uids.join(' ')}${secret ? ' with the secret' : ''}: ${argv.join(' ')}`,
    );
}
