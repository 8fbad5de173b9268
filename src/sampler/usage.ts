import { leavable } from '../platform/leave.ts';
import { spareFds } from '../proc/own-fds.ts';
import type { pidusage } from './pidusage.ts';
import { round } from './rows.ts';

export interface Usage {
  cpuPercent: number | null;
  rssBytes: number;
}

const FORGET_AFTER_MS = 10_000;

/** It reads a stat for each process, in threads of Node's; one that holds up who reads it is not waited for. */
const PATIENCE_MS = 5000;

/** It warns on stdout and stderr otherwise, in the middle of the screen. */
process.env.PIDUSAGE_SILENT = '1';

/**
 * CPU and memory of the processes on the screen, in percent of one core and bytes, through pidusage. The first answer
 * for a pid has nothing to compare with: it is the mean since the process started, as ps(1) shows it.
 */
export class UsageReader {
  readonly #seen = new Set<number>();
  /** Loaded when it is first asked for something. */
  #pidusage: typeof pidusage | null = null;
  /** A thread of Node's waits for ever: it has four, and they are for others, too. */
  #isHeldUp = false;
  /** pidusage keeps one fd open for each pid it knows: it is never asked for more than this many. */
  readonly #most = spareFds();

  async read(pids: readonly number[]): Promise<Map<number, Usage>> {
    const asked = pids.slice(0, this.#most);
    const usage = new Map<number, Usage>();
    if (asked.length === 0 || this.#isHeldUp) return usage;
    this.#pidusage ??= (await import('./pidusage.ts')).pidusage;
    // An entry of a pid that died meanwhile is missing or null; an error means that there is nothing to tell.
    const answer = await this.#inTime(this.#pidusage([...asked], { maxage: FORGET_AFTER_MS }).catch(() => ({})));
    for (const status of Object.values(answer)) {
      if (!status) continue;
      const { pid, cpu, ctime, elapsed, memory } = status;
      const mean = elapsed > 0 ? (ctime / elapsed) * 100 : null;
      const percent = this.#seen.has(pid) ? cpu : mean;
      usage.set(pid, { cpuPercent: percent === null ? null : round(percent, 1), rssBytes: memory });
    }
    this.#seen.clear();
    for (const pid of usage.keys()) this.#seen.add(pid);
    return usage;
  }

  async #inTime<Answer extends object>(answer: Promise<Answer>): Promise<Answer | Record<string, never>> {
    let timer: NodeJS.Timeout;
    const late = new Promise<Record<string, never>>(resolve => {
      timer = setTimeout(() => {
        this.#isHeldUp = true;
        resolve({});
      }, PATIENCE_MS);
    });
    return await Promise.race([leavable(answer), late]).finally(() => clearTimeout(timer));
  }

  close(): void {
    this.#pidusage?.clear();
  }
}
