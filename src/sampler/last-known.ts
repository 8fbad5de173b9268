import { readFailure } from '../proc/tree.ts';

/** Gives what is known already where fdtop itself can open no file, and remembers that it had to. */
export class LastKnown {
  /** Since it was last set to false. */
  wasNeeded = false;

  /** What `read` gives, or `last` when fdtop is out of fds. Any other error is thrown on. */
  or<T>(read: () => T, last: T): T {
    try {
      return read();
    } catch (error) {
      if (readFailure(error) !== 'out-of-fds') throw error;
      this.wasNeeded = true;
      return last;
    }
  }
}
