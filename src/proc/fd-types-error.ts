export type FdTypesErrorCode = 'permission' | 'gone' | 'reused';

const sentences: Record<FdTypesErrorCode, (pid: number) => string> = {
  permission: pid => `cannot read the fds of ${pid}: permission denied; ${wayToPermission()}`,
  gone: pid => `cannot read the fds of ${pid}: it has ended; choose a process that runs`,
  reused: pid =>
    `cannot read the fds of ${pid}: it has ended, and the pid now belongs to another process; choose again`,
};

/** Why the fds of a process cannot be named. Its message is a whole sentence with the way out, for the user to read. */
export class FdTypesError extends Error {
  override readonly name = 'FdTypesError';
  readonly code: FdTypesErrorCode;
  readonly pid: number;

  constructor(code: FdTypesErrorCode, pid: number) {
    super(sentences[code](pid));
    this.code = code;
    this.pid = pid;
  }
}

/** Root is refused only where it lacks the capability, as in a container. */
function wayToPermission(): string {
  return process.geteuid?.() === 0 ? 'root lacks CAP_SYS_PTRACE here: run fdtop on the host' : 'run sudo fdtop';
}
