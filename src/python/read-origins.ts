import type { Origins } from '../model/origin.ts';
import { readStat, TICKS_PER_SECOND } from '../proc/stat.ts';
import { readUptime } from '../proc/system.ts';
import { Budget, DEFAULT_LIMITS, type Limits } from './budget.ts';
import { type FoundPython, findPython } from './interpreter.ts';
import { readMaps } from './maps.ts';
import { Memory } from './memory.ts';
import { asOriginError, OriginError } from './origin-error.ts';
import { toGroup } from './origin-groups.ts';
import { ProcessFiles } from './process-files.ts';
import { sampleGroups } from './sampled-groups.ts';
import { AppSource } from './source/app-source.ts';
import { pythonParser } from './source/parser.ts';
import { type Walked, walkHeap } from './walk.ts';

export interface OriginsRequest {
  procRoot: string;
  pid: number;
  /** Of the process meant, against a reused pid; null takes whichever has the pid now. */
  startTime: number | null;
  limits?: Partial<Limits>;
  /** Files that did not answer before, as the process sees them: nothing at or below them is looked for. */
  avoid?: readonly string[];
}

export interface OriginsHooks {
  /** What is done of what is to be done, in steps. */
  onProgress?(done: number, total: number): void;
  /** Told the path before a file of the process is opened, which may wait for ever, and null afterwards. */
  onOpen?(path: string | null): void;
}

const STEPS = 6;
/** The source is looked at after the heap, whatever that took. */
const SOURCE_LIMITS: Limits = { seconds: 3, bytes: 8 * 2 ** 20, objects: Number.POSITIVE_INFINITY };

/**
 * Tells where the fds of a Python process come from: who holds them in its heap, and which lines of its source opened and
 * stored them. Read only: the process is neither stopped nor changed. Needs the permission to read its memory (ptrace).
 *
 * @throws OriginError when it may not be read, is gone, is another one than meant, or runs no Python
 */
export async function readOrigins(request: OriginsRequest, hooks: OriginsHooks = {}): Promise<Origins> {
  try {
    return await read(request, hooks);
  } catch (error) {
    throw asOriginError(error, request.pid);
  }
}

async function read(request: OriginsRequest, { onProgress, onOpen }: OriginsHooks): Promise<Origins> {
  const { procRoot, pid, avoid } = request;
  const onStep = (step: number) => onProgress?.(step, STEPS);
  const start = performance.now();
  const isAlive = watchIdentity(request);
  const maps = readMaps(procRoot, pid);
  const budget = new Budget({ ...DEFAULT_LIMITS, ...request.limits });
  using memory = new Memory(`${procRoot}/${pid}/mem`, budget);
  using files = new ProcessFiles(procRoot, pid, { avoid, onOpen });
  const python = findPython(request, maps, memory, files);
  const { groups } = sampleGroups(procRoot, pid);
  onStep(1);
  const wanted = new Map(groups.flatMap(({ fds, kind }) => fds.map(fd => [fd, kind] as const)));
  const { interpreter } = python;
  const walked = interpreter
    ? walkHeap({ procRoot, pid, maps, memory, interpreter }, wanted, step => onStep(1 + step))
    : null;
  const ended = !isAlive();
  if (ended && !walked?.fds.some(({ holder }) => holder)) throw new OriginError('gone', pid);
  const place = { files, startedMs: startOf(request) };
  const app = new AppSource(place, walked?.modules ?? new Map(), await pythonParser(), new Budget(SOURCE_LIMITS));
  const found = groups.map(group => toGroup(app, group, walked, request));
  onStep(STEPS);
  return {
    pid,
    python: pythonOf(python),
    seconds: Math.round(performance.now() - start) / 1000,
    sampledFds: found.reduce((sum, { sampled }) => sum + sampled, 0),
    complete: !ended && budget.reached === null && !(walked?.torn ?? false),
    notes: notesOf(python, walked, budget, app, files, ended),
    groups: found.map(({ group }) => group),
  };
}

function pythonOf({ version, refusal }: FoundPython): Origins['python'] {
  const known = { version: version?.text ?? null, supported: refusal === null };
  return refusal === null ? known : { ...known, why: refusal };
}

function notesOf(
  { refusal }: FoundPython,
  walked: Walked | null,
  budget: Budget,
  app: AppSource,
  files: ProcessFiles,
  ended: boolean,
): string[] {
  const notes: string[] = [];
  if (refusal !== null)
    notes.push(`the heap cannot be read: ${refusal}; the lines below are candidates from the source alone`);
  if (budget.reached !== null) notes.push(`stopped after ${budget.reached}: there may be more`);
  if (walked?.torn) notes.push('the worker changed its lists while they were read: some objects may be missing');
  if (app.reached !== null) notes.push(`the search of the source stopped after ${app.reached}: lines may be missing`);
  if (files.unread !== null) notes.push(`not all files could be read: ${files.unread}`);
  if (ended) notes.push('the process ended while it was read');
  return notes;
}

/** When it started, in ms since 1970; null when that is not told. */
function startOf({ procRoot, pid }: OriginsRequest): number | null {
  const uptime = readUptime(procRoot);
  const stat = readStat(procRoot, pid);
  return uptime === null || stat === null ? null : Date.now() - (uptime - stat.startTime / TICKS_PER_SECOND) * 1000;
}

/** Makes sure that the pid is the process meant. Returns a function that tells whether it still is, or has ended. */
function watchIdentity({ procRoot, pid, startTime }: OriginsRequest): () => boolean {
  const first = readStat(procRoot, pid);
  if (!first) throw new OriginError('gone', pid);
  if (startTime !== null && first.startTime !== startTime) throw new OriginError('reused', pid);
  return () => {
    const now = readStat(procRoot, pid);
    return now !== null && now.startTime === first.startTime;
  };
}
