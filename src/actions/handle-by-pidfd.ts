import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { ProcessCalls } from '../platform/process-calls.ts';
import type { Limit } from '../proc/limits.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure } from '../proc/tree.ts';
import { identify, openByPid } from './handle-by-pid.ts';
import type { NotDone, ProcessHandle, Target } from './process-handle.ts';

const { ESRCH } = constants.errno;

/**
 * Opens the pid first and looks second who it is: not reaped after that look, it had the pid all the while, so what was read is
 * of the process that the pidfd stands for. Where no pidfd can be had it is known by its pid. Throws when fdtop is out of fds.
 */
export function openByPidfd(target: Target, calls: ProcessCalls): ProcessHandle | NotDone {
  const pidfd = calls.pidfdOpen(target.pid);
  if (pidfd < 0) return openByPid(target, getSystemErrorName(pidfd));
  const held = new HeldPidfd(target, pidfd, calls);
  try {
    const strange = held.identify();
    if (strange) held.close();
    return strange ?? handleOf(held);
  } catch (error) {
    // The last fd: /proc is to be read with it.
    held.close();
    if (readFailure(error) === 'out-of-fds') return openByPid(target, 'EMFILE');
    throw error;
  }
}

function handleOf(held: HeldPidfd): ProcessHandle {
  return {
    by: 'pidfd',
    noPidfd: null,
    isAlive: () => held.isAlive(),
    signal: signal => held.identify() ?? held.signal(constants.signals[signal]),
    setLimit: async limit => held.identify() ?? held.setLimit(limit),
    close: () => held.close(),
  };
}

class HeldPidfd {
  readonly #target: Target;
  readonly #pidfd: number;
  readonly #calls: ProcessCalls;

  constructor(target: Target, pidfd: number, calls: ProcessCalls) {
    this.#target = target;
    this.#pidfd = pidfd;
    this.#calls = calls;
  }

  isAlive(): boolean {
    return !this.#calls.hasEnded(this.#pidfd);
  }

  /** The parent may change while it is held. */
  identify(): NotDone | null {
    const strange = identify(this.#target);
    return this.isAlive() ? strange : this.#ended();
  }

  signal(signal: number): NotDone | null {
    const result = this.#calls.pidfdSendSignal(this.#pidfd, signal);
    if (result === -ESRCH) return this.#ended();
    return result < 0 ? failure(result) : null;
  }

  /**
   * prlimit(2) knows pids only. Not reaped after the call, the process had its pid all the while, and it was its limit that was
   * set. Reaped, it ended right before the call or after: between that and the look before are two system calls in a row.
   */
  setLimit({ soft, hard }: Limit): NotDone | null {
    const result = this.#calls.setFilesLimit(this.#target.pid, soft, hard);
    if (this.#calls.pidfdSendSignal(this.#pidfd, 0) === -ESRCH) return this.#ended();
    return result < 0 ? failure(result) : null;
  }

  close(): void {
    this.#calls.close(this.#pidfd);
  }

  #ended(): NotDone {
    return { why: readStat('/proc', this.#target.pid) ? 'another' : 'gone' };
  }
}

function failure(result: number): NotDone {
  const isDenied = readFailure({ code: getSystemErrorName(result) }) === 'permission';
  return { why: isDenied ? 'denied' : 'failed', text: getSystemErrorMessage(result) };
}
