import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { nothingSaved, readSaved, type Saved, StateWriter } from './state-file.ts';

export type Contents = Pick<Saved, 'state' | 'pending' | 'untold' | 'guard'>;

/** What is kept over a restart, and by whom: two fdtop watch at once do not write one file. */
export class Memory {
  readonly saved: Saved;
  /** What the last run left is of no use as it is, in sentences. */
  readonly problems: string[] = [];
  /** The processes of the last run are gone, all of them. */
  readonly isOfAnotherBoot: boolean;
  readonly #bootId: string | null;
  readonly #writer: StateWriter | null;
  readonly #self: { pid: number; startTime: number };

  constructor(file: string, procRoot: string, onProblem: (problem: string | null) => void) {
    const { saved, problem } = readSaved(file);
    if (problem) this.problems.push(problem);
    this.#self = { pid: process.pid, startTime: startTimeOf(process.pid) ?? 0 };
    this.#bootId = tryReadProcFile(`${procRoot}/sys/kernel/random/boot_id`)?.trim() ?? null;
    const { owner } = saved;
    const isTaken = owner !== null && owner?.pid !== process.pid && startTimeOf(owner.pid) === owner.startTime;
    if (isTaken) this.problems.push(`fdtop watch ${owner.pid} keeps its state in ${file}: this one keeps none`);
    this.saved = isTaken ? nothingSaved() : saved;
    this.isOfAnotherBoot = this.saved.bootId !== null && this.#bootId !== null && this.saved.bootId !== this.#bootId;
    this.#writer = isTaken ? null : new StateWriter(file, onProblem);
  }

  /** Has it written soon; nobody waits for that. */
  save(read: () => Contents): void {
    this.#writer?.save(() => this.#whole(read(), this.#self));
  }

  /** The last save: the file is free again. */
  async close(read: () => Contents): Promise<void> {
    this.#writer?.save(() => this.#whole(read(), null));
    await this.#writer?.done();
  }

  #whole(contents: Contents, owner: Saved['owner']): Saved {
    return { version: 1, owner, bootId: this.#bootId, ...contents };
  }
}

/** fdtop's own processes are in /proc, whatever tree is looked at. */
function startTimeOf(pid: number): number | null {
  try {
    return readStat('/proc', pid)?.startTime ?? null;
  } catch {
    return null;
  }
}
