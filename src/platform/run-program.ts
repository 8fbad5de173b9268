import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { type Foreign, foreign } from '../model/foreign.ts';
import type { Credentials } from '../proc/identity.ts';
import { endLeftovers, uptimeTicks } from './end-leftovers.ts';
import { findProgram, SYSTEM_PATH, type TrustedProgram } from './find-program.ts';
import { closeOnExec } from './inherited-fds.ts';
import { limitsLike } from './limits-like.ts';
import { whyUntrusted } from './path-trust.ts';
import { mayBecomeAnother, type ProgramName } from './programs.ts';
import { hasCapability, hasRights } from './rights.ts';
import { homeOfUser } from './user-folder.ts';

export interface RunOptions {
  timeoutMs: number;
  /** Run it as this user, for good: what root was is gone before the program begins. As fdtop's own user when absent. */
  as?: Credentials;
  /** A process of which it has the resource limits, where it runs as another user: root's own may be higher. */
  limitsOf?: number;
  /** What is in its environment beside the little that all get. */
  env?: Readonly<Record<string, string>>;
  /** For its stdin, which is closed otherwise. */
  input?: string;
  /** Ends it when aborted. */
  interrupted?: AbortSignal;
  /** Of each stream so much is kept, from its end; 256 kB by default. */
  mostBytes?: number;
  /** Ends what it has left behind, too: always where it runs as another user. */
  endsAll?: true;
  /** Variables of fdtop's own that it gets, beside those of USUAL, where it runs as fdtop's own user. */
  inherits?: 'usual' | 'all';
}

/** How a program ended. */
export interface ProgramRun {
  /** Null when it was ended by a signal, or did not run. */
  exitCode: number | null;
  signal: string | null;
  stdout: Foreign;
  stderr: Foreign;
  seconds: number;
  /** Why it was not let run to its end, or did not start. */
  stopped: 'timeout' | 'aborted' | { error: string } | null;
  /** How many processes that it has started could not be ended with it; null where that is not known. */
  left: number | null;
}

const MOST_BYTES = 256 * 1024;
/** What it has said before its end is in the pipe by then; who still holds that is not waited for. */
const LAST_WORDS_MS = 500;

/** Variables of fdtop's user that lead to his managers; none of them names what is executed here. */
const USUAL = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'CONTAINER_HOST',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
];

/** By it what a program has started is found, whatever group or session that has made for itself. */
const MARK = 'FDTOP_STARTED';

/**
 * The one way in which fdtop starts a program for its answer: by its full path, never through a shell, without a terminal, in a
 * clean environment, for a bounded time and a bounded output. Ctrl-C on fdtop ends the waiting, not a restart that is half done.
 * When its time is over it is ended with its process group, and nothing that it or another holds open is waited for. Never throws.
 * `name` is its entry in the table of programs.
 */
export async function runProgram(
  name: ProgramName,
  program: TrustedProgram,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramRun> {
  const { timeoutMs, as, limitsOf, input, interrupted, mostBytes = MOST_BYTES, inherits = 'usual' } = options;
  if (as && !mayBecomeAnother(name)) throw new Error(`${name} is not started as another user: see programs.ts`);
  const endsAll = as !== undefined || options.endsAll === true;
  closeOnExec();
  const mark = randomUUID();
  const words = as ? asUser(as, limitsOf) : [];
  if (words === null) return notStarted('there is no setpriv or no prlimit on this machine (package util-linux)');
  const [file, ...rest] = [...words, program, ...args];
  const began = { at: performance.now(), ticks: uptimeTicks() };
  const child = execa(file!, rest, {
    // Not where fdtop was started, which may be closed to the user; nor where a process says: root would enter it for him.
    cwd: '/',
    env: { ...(as ? strangers() : own(inherits)), ...options.env, [MARK]: mark },
    extendEnv: false,
    stdin: input === undefined ? 'ignore' : 'pipe',
    reject: false,
    buffer: false,
    detached: true,
  });
  if (child.pid === undefined) {
    const { code, shortMessage } = await child;
    return notStarted(code === 'ENOENT' ? `there is no ${file}` : (shortMessage ?? String(code)));
  }
  // Who does not read it is no error of ours.
  child.stdin?.on('error', () => {}).end(input);
  const outputs = [child.stdout, child.stderr].map(stream => new Tail(stream, mostBytes));
  const stopped = await endOf(child.nodeChildProcess, { timeoutMs, interrupted });
  // What it leaves behind may hold them for ever, and is no part of its answer.
  await Promise.race([Promise.all(outputs.map(({ closed }) => closed)), sleep(LAST_WORDS_MS)]);
  for (const output of outputs) output.close();
  const left = endsAll
    ? await endLeftovers({ uid: as?.uid ?? process.geteuid?.() ?? 0, mark: `${MARK}=${mark}`, since: began.ticks })
    : 0;
  const { exitCode, signalCode } = child.nodeChildProcess;
  const [stdout, stderr] = outputs.map(output => foreign(output.text));
  const seconds = (performance.now() - began.at) / 1000;
  return { exitCode, signal: signalCode, stdout: stdout!, stderr: stderr!, seconds, stopped, left };
}

/** Becomes a user for good (setpriv of util-linux): no saved id, no group, no capability of ours stays, nor can be had again. */
function asUser({ uid, gid, groups }: Credentials, limitsOf: number | undefined): string[] | null {
  const setpriv = findProgram('setpriv');
  const prlimit = findProgram('prlimit');
  if (setpriv === null || prlimit === null) return null;
  return [
    ...(limitsOf === undefined ? [] : [prlimit, ...limitsLike(limitsOf), '--']),
    setpriv,
    `--reuid=${uid}`,
    `--regid=${gid}`,
    groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups',
    '--no-new-privs',
    // Whoever may not drop it has none that matter: without new privileges it gives nothing.
    ...(hasCapability('CAP_SETPCAP') ? ['--bounding-set=-all'] : []),
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--pdeathsig=KILL',
    '--',
  ];
}

/** A Python takes no code from a home then, nor from where it is started. */
const NO_CODE = { PYTHONNOUSERSITE: '1', PYTHONSAFEPATH: '1' };

function strangers(): Record<string, string> {
  return { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', HOME: '/', ...NO_CODE };
}

function own(inherits: 'usual' | 'all'): Record<string, string | undefined> {
  const theirs = hasRights() ? leftOut() : {};
  if (inherits === 'all') return { ...process.env, ...theirs };
  const usual = Object.fromEntries(USUAL.map(name => [name, process.env[name]]));
  return { ...usual, ...theirs, PATH: SYSTEM_PATH, LC_ALL: 'C', ...NO_CODE };
}

/**
 * What sudo -E, su -m and services leave of another user's environment: in his home lie code and settings of programs. Root has
 * the home that the system knows, and of folders and sockets only those that nobody else can have laid there.
 */
function leftOut(): Record<string, string | undefined> {
  const kept = USUAL.filter(name => name !== 'HOME').map(name => [
    name,
    isRoots(process.env[name]) ? process.env[name] : undefined,
  ]);
  return { ...Object.fromEntries(kept), HOME: homeOfUser() };
}

/** Whether a variable names no path, or one that only root can have laid: `/run/user/0`, `unix:path=/run/user/0/bus,guid=…`. */
function isRoots(value: string | undefined): boolean {
  const path = /^(?:unix:(?:path=|\/\/)?)?(\/[^,;]*)/.exec(value ?? '')?.[1];
  return (
    path === undefined ||
    whyUntrusted(path, { by: 'root', what: 'own-file' }) === null ||
    whyUntrusted(path, { by: 'root', what: 'folder' }) === null
  );
}

/** The run of a program that has not come to be: `error` says why. */
export function notStarted(error: string): ProgramRun {
  const nothing = foreign('');
  const none = { exitCode: null, signal: null, stdout: nothing, stderr: nothing };
  return { ...none, seconds: 0, stopped: { error }, left: 0 };
}

type Child = ReturnType<typeof execa>['nodeChildProcess'];

/** Waits for its own end, and brings that about when its time is over: with KILL, and for all of its group. */
function endOf(
  child: Child,
  { timeoutMs, interrupted }: Pick<RunOptions, 'timeoutMs' | 'interrupted'>,
): Promise<'timeout' | 'aborted' | null> {
  return new Promise(resolve => {
    let stopped: 'timeout' | 'aborted' | null = null;
    const stop = (why: 'timeout' | 'aborted') => {
      stopped ??= why;
      try {
        // It has not been reaped: nobody else can have its number.
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
      // One that hangs in the kernel is not waited for.
      setTimeout(settle, LAST_WORDS_MS);
    };
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    const onAbort = () => stop('aborted');
    const settle = () => {
      clearTimeout(timer);
      interrupted?.removeEventListener('abort', onAbort);
      child.off('exit', settle);
      resolve(stopped);
    };
    child.once('exit', settle);
    if (child.exitCode !== null || child.signalCode !== null) return settle();
    interrupted?.addEventListener('abort', onAbort, { once: true });
    if (interrupted?.aborted) onAbort();
  });
}

/** The end of what a stream says, which is all that is kept of it. */
class Tail {
  readonly closed: Promise<void>;
  readonly #stream: NodeJS.ReadableStream;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(stream: NodeJS.ReadableStream, most: number) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      while (this.#length - this.#chunks[0]!.length >= most) this.#length -= this.#chunks.shift()!.length;
    });
    this.closed = new Promise(resolve => stream.once('close', resolve).once('error', () => resolve()));
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  close(): void {
    (this.#stream as unknown as { destroy(): void }).destroy();
  }
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
