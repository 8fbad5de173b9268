import { type Foreign, foreign } from '../model/foreign.ts';
import { Apart } from '../own/apart.ts';
import type { ForeignAnswer, ForeignLook, ForeignRequest, ForeignStat, ForeignText } from './foreign-look.ts';
import type { PathProblem } from './path-problem.ts';
import type { Reader } from './reader.ts';
import { sayPath } from './say-path.ts';

export type { ForeignLook, ForeignStat };

export interface ForeignFile {
  text: Foreign;
  stat: ForeignStat;
}

export interface ForeignPath {
  /** Where the path is meant: `/proc/PID/root`, or `/` for what fdtop itself sees. No link leads out of it. */
  root: string;
  /** Absolute. Whoever wrote it, and whatever lies there. */
  path: string;
  /** On whose word it is asked for (readerOf): what he could not read himself is not read. Null: nobody's. */
  readableBy: Reader | null;
  /** 2000. */
  timeoutMs?: number;
}

/** `why` is a sentence without its full stop, printable, in the language that is spoken. */
export interface NotRead {
  why: string;
  problem: PathProblem;
}

const TIMEOUT_MS = 2000;
/** For the process to come up, on a machine that has hardly time left. */
const START_MS = 15_000;
/** A path that did not answer is not asked again for so long, and none of a root in which several did not. */
const FORGIVEN_AFTER_MS = 60_000;
const MOST_SILENT = 3;
/** The process that reads is ended when nothing was asked for so long. */
const IDLE_MS = 20_000;
/** Of processes that not even KILL ends, as they wait in the kernel: with so many nothing is asked any more. */
const MOST_LEFT_BEHIND = 4;
const SILENCE = { problem: 'no-answer' } as const;
/** What it says first. */
const READY = 'ready';

/**
 * The text of a file whose path another process, or a file of another user, names. Only a plain file of `mostBytes` at the most
 * is opened (see openPlainFile), by a process of its own that is ended when it does not answer in its time. Never throws.
 */
export async function readForeignFile(asked: ForeignPath & { mostBytes: number }): Promise<ForeignFile | NotRead> {
  const found = await ask<ForeignText>({ ...asked, ask: 'read' }, asked.timeoutMs);
  return 'why' in found ? found : { ...found, text: foreign(found.text) };
}

/** What lies at such a path, and where that is, links followed; it is not opened. As readForeignFile else. */
export async function lookAtForeign(asked: ForeignPath): Promise<ForeignLook | NotRead> {
  return await ask<ForeignLook>({ ...asked, mostBytes: 0, ask: 'look' }, asked.timeoutMs);
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: one that waits must not use up the time of those behind it. */
function ask<Found extends object>(request: ForeignRequest, timeoutMs = TIMEOUT_MS): Promise<Found | NotRead> {
  const { ask, root, path, readableBy, mostBytes } = request;
  const asked = last.then(async () => {
    const answered = isSilent(request)
      ? { problem: 'no-answer' as const }
      : await reader.ask<Found>({ ask, root, path, readableBy, mostBytes }, timeoutMs);
    if (!('problem' in answered)) return answered;
    const { problem } = answered;
    if (problem === 'no-answer') silent.set(key(request), performance.now());
    const limit = problem === 'too-large' ? mostBytes : timeoutMs / 1000;
    return { problem, why: sayPath(problem, path, limit) };
  });
  last = asked;
  return asked;
}

/** When a path did not answer, by root and path. */
const silent = new Map<string, number>();

function isSilent({ root, path }: ForeignRequest): boolean {
  const now = performance.now();
  for (const [each, at] of silent) if (now - at > FORGIVEN_AFTER_MS) silent.delete(each);
  const ofRoot = [...silent.keys()].filter(each => each.startsWith(`${root}\0`));
  return silent.has(key({ root, path })) || ofRoot.length >= MOST_SILENT || Apart.leftBehind >= MOST_LEFT_BEHIND;
}

function key({ root, path }: Pick<ForeignRequest, 'root' | 'path'>): string {
  return `${root}\0${path}`;
}

/** The process that reads: started when it is first asked, and again after it did not answer. */
const reader = {
  process: null as Apart | null,
  idle: undefined as NodeJS.Timeout | undefined,

  async ask<Found>(request: ForeignRequest, timeoutMs: number): Promise<ForeignAnswer<Found>> {
    clearTimeout(this.idle);
    let answered: ForeignAnswer<Found> | typeof READY | null = READY;
    if (this.process === null) {
      this.process = new Apart({
        packed: 'foreign-worker.js',
        source: new URL('./foreign-worker.ts', import.meta.url),
      });
      answered = await nextWord<typeof READY>(this.process, START_MS);
    }
    if (answered === READY) {
      this.process.postMessage(request);
      answered = await nextWord<ForeignAnswer<Found>>(this.process, timeoutMs);
    }
    if (answered === null || answered === READY || isSilence(answered)) {
      this.end();
      return isSilence(answered) ? answered : { problem: 'other' };
    }
    // One that ends while nothing is asked is started again by the next question.
    this.process.on('error', () => this.end());
    this.process.on('exit', () => this.end());
    this.idle = setTimeout(() => this.end(), IDLE_MS).unref();
    return answered;
  },

  end(): void {
    const { process } = this;
    this.process = null;
    process?.removeAllListeners();
    process?.on('error', () => {});
    process?.terminate();
  },
};

function isSilence(answered: unknown): answered is typeof SILENCE {
  return answered === SILENCE;
}

/** What it says next; null when it ends in place of that. Only meanwhile it keeps fdtop running. */
function nextWord<Word>(process: Apart, timeoutMs: number): Promise<Word | typeof SILENCE | null> {
  return new Promise(resolve => {
    const settle = (word: Word | typeof SILENCE | null) => {
      clearTimeout(timer);
      process.removeAllListeners();
      process.unref();
      resolve(word);
    };
    const timer = setTimeout(() => settle(SILENCE), timeoutMs);
    process.removeAllListeners();
    process.on('message', settle);
    process.on('error', () => settle(null));
    process.on('exit', () => settle(null));
    process.ref();
  });
}
