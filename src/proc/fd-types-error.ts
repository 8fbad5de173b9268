import { words } from '../words/words.ts';

export type FdTypesErrorCode = 'permission' | 'gone' | 'reused';

/** Why the fds of a process cannot be named. Its message is a whole sentence with the way out, for the user to read. */
export class FdTypesError extends Error {
  override readonly name = 'FdTypesError';
  readonly code: FdTypesErrorCode;
  readonly pid: number;

  constructor(code: FdTypesErrorCode, pid: number) {
    super(words().typesErrors[code](pid, wayToPermission()));
    this.code = code;
    this.pid = pid;
  }
}

/** Root is refused only where it lacks the capability, as in a container. */
function wayToPermission(): string {
  return process.geteuid?.() === 0 ? words().typesErrors.rootLacks : words().typesErrors.sudo('sudo fdtop');
}
