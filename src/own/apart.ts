import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { APART, PACKED } from './program.ts';

export interface ApartOptions {
  workerData?: unknown;
  resourceLimits?: ResourceLimits;
}

/** What fdtop tells the process: which thread to start, then what to say to it. */
export type ToApart = { start: string; options: ApartOptions } | { say: unknown };
/** What comes back. */
export type FromApart = { said: unknown } | { failed: string } | { ended: number };

/** Where this Node itself was told to find its libraries. */
const LIBRARIES = process.env.LD_LIBRARY_PATH;

/**
 * A thread of fdtop's own, in a process of its own: for work that others can hold up. Nothing ends a thread that waits in an
 * open(2) on a dead mount, and a process cannot even exit before it; a process of its own is ended by KILL, and where not
 * even that helps it is left behind. It ends itself when fdtop is gone. It has no environment of fdtop's, and no file but /dev/null.
 *
 * Events as a Worker's: `message`, `error`, `exit`; none after terminate().
 */
export class Apart extends EventEmitter {
  /** How many were ended and still are there: they wait in the kernel, where not even KILL reaches them. */
  static leftBehind = 0;

  readonly #child: ChildProcess;
  #isOver = false;
  #isEnded = false;

  /** `thread` is the name of its file: the packed one beside the program, and that of its source, by the caller's URL. */
  constructor(thread: { packed: string; source: URL }, options: ApartOptions = {}) {
    super();
    const [program, ...args] = commandOf();
    this.#child = spawn(program, args, {
      // What `ps` shows. NODE_OPTIONS is not for it, nor is anything secret.
      argv0: 'fdtop: reader',
      env: LIBRARIES === undefined ? {} : { LD_LIBRARY_PATH: LIBRARIES },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('error', error => this.#end(() => this.emit('error', error)));
    this.#child.on('exit', (code, signal) => this.#end(() => this.emit('exit', code ?? signal)));
    this.#child.on('message', (message: FromApart) => this.#hear(message));
    this.#tell({ start: PACKED === 'sources' ? fileURLToPath(thread.source) : thread.packed, options });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown): void {
    this.#tell({ say: message });
  }

  /** Ends it, without waiting for anything. */
  terminate(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#isOver = true;
    this.#child.kill('SIGKILL');
    this.#letGo();
  }

  /** Whether it keeps fdtop running. */
  ref(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  #hear(message: FromApart): void {
    if (this.#isOver) return;
    if ('said' in message) this.emit('message', message.said);
    else if ('failed' in message) this.#end(() => this.emit('error', new Error(message.failed)));
    else this.#end(() => this.emit('exit', message.ended));
  }

  #tell(message: ToApart): void {
    // One that is gone says so by its `exit`.
    if (this.#child.connected) this.#child.send(message as object, () => {});
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell();
  }

  #letGo(): void {
    for (const event of ['message', 'error', 'exit']) this.#child.removeAllListeners(event);
    this.#child.on('error', () => {});
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      Apart.leftBehind += 1;
      this.#child.once('exit', () => {
        Apart.leftBehind -= 1;
      });
    }
    // Its channel closes with it: to close it from a message's own listener is an error in Node.
    this.unref();
  }
}

/** The executable is its own host; else a Node runs that file alone, without the rest of fdtop. */
function commandOf(): [string, ...string[]] {
  if (PACKED === 'executable') return [process.execPath, APART];
  const file = new URL(PACKED === 'sources' ? './host.ts' : 'host.js', import.meta.url);
  return [process.execPath, '--disable-warning=ExperimentalWarning', fileURLToPath(file)];
}
