import { getSystemErrorName } from 'node:util';
import { loadFfi } from './ffi.ts';

/**
 * System calls about processes that Node has no function for. A number below zero is what went wrong: -EPERM, as the kernel
 * gives it. None of them waits.
 */
export interface ProcessCalls {
  /** pidfd_open(2): an fd that stands for this process, and never for another that gets its pid later. It is close-on-exec. */
  pidfdOpen(pid: number): number;
  /** pidfd_send_signal(2); signal 0 only asks whether the process is there, as a zombie too. */
  pidfdSendSignal(pidfd: number, signal: number): number;
  /** Whether all threads of the process have ended: then its pidfd is readable. Its parent may not have looked at it yet. */
  hasEnded(pidfd: number): boolean;
  /** prlimit(2) of RLIMIT_NOFILE; Infinity is unlimited. */
  setFilesLimit(pid: number, soft: number, hard: number): number;
  close(fd: number): number;
  /** fcntl(2), F_SETFD: no program that is executed gets this fd. */
  setCloseOnExec(fd: number): number;
}

/** The calls; or why they cannot be had here. */
export type FoundCalls = { calls: ProcessCalls } | { why: string };

/** asm-generic/unistd.h: the same on all that came after 2019; and 64 bit, so that rlim_t is as wide as below. */
const ARCHITECTURES: readonly string[] = ['x64', 'arm64', 'riscv64', 'loong64', 'ppc64', 's390x'];
const SYS_PIDFD_SEND_SIGNAL = 424n;
const SYS_PIDFD_OPEN = 434n;
const RLIMIT_NOFILE = 7;
const RLIM_INFINITY = 2n ** 64n - 1n;
const POLLIN = 1;
const NO_FD = -1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

let found: FoundCalls | null = null;

/** Looked for once, when first asked for: loading node:ffi takes a few ms that only an action is to pay. */
export function processCalls(): FoundCalls {
  found ??= findCalls();
  return found;
}

function findCalls(): FoundCalls {
  if (!ARCHITECTURES.includes(process.arch))
    return { why: `the numbers of the calls are not known on ${process.arch}` };
  const loaded = loadFfi();
  if ('why' in loaded) return loaded;
  try {
    const { calls, getpid } = bind(loaded.ffi);
    const why = getpid() === process.pid ? whyNotWorking(calls) : 'getpid(2) gives another pid than Node';
    return why === null ? { calls } : { why };
  } catch (error) {
    // The permission model without --allow-ffi, a C library without such a function, no memory that may be executed.
    return { why: (error as Error).message };
  }
}

/**
 * syscall(2), for pidfd_open is a function of its own in glibc 2.36 and later only, and in no musl. It takes a list of
 * arguments that varies; where the C calling convention treats those as any other, as on Linux on x86_64 and arm64, it may be
 * called like this.
 */
function bind(ffi: typeof import('node:ffi')): { calls: ProcessCalls; getpid: () => number } {
  const { functions } = ffi.dlopen(null, {
    getpid: { arguments: [], return: 'int32' },
    __errno_location: { arguments: [], return: 'pointer' },
    syscall: { arguments: ['int64', 'int64', 'int64', 'int64', 'int64'], return: 'int64' },
    poll: { arguments: ['pointer', 'uint64', 'int32'], return: 'int32' },
    prlimit: { arguments: ['int32', 'int32', 'pointer', 'pointer'], return: 'int32' },
    close: { arguments: ['int32'], return: 'int32' },
    fcntl: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
  });
  // One per thread, and it does not move: asked once, so that nothing of Node's comes between a call and its errno.
  const errnoAt = functions.__errno_location();
  const orErrno = (result: number | bigint) => (Number(result) < 0 ? -ffi.getInt32(errnoAt) : Number(result));
  // Backing stores of their own, which the garbage collector does not move during a call.
  const pollfd = new Int32Array(new ArrayBuffer(8));
  const events = new Int16Array(pollfd.buffer, 4);
  const limits = new BigUint64Array(new ArrayBuffer(16));
  const calls: ProcessCalls = {
    pidfdOpen: pid => orErrno(functions.syscall(SYS_PIDFD_OPEN, BigInt(pid), 0n, 0n, 0n)),
    pidfdSendSignal: (pidfd, signal) =>
      orErrno(functions.syscall(SYS_PIDFD_SEND_SIGNAL, BigInt(pidfd), BigInt(signal), 0n, 0n)),
    hasEnded(pidfd) {
      pollfd[0] = pidfd;
      events.set([POLLIN, 0]);
      return functions.poll(pollfd, 1n, 0) > 0 && (events[1]! & POLLIN) !== 0;
    },
    setFilesLimit(pid, soft, hard) {
      limits.set([soft, hard].map(limit => (Number.isFinite(limit) ? BigInt(limit) : RLIM_INFINITY)));
      return orErrno(functions.prlimit(pid, RLIMIT_NOFILE, limits, 0n));
    },
    close: fd => orErrno(functions.close(fd)),
    setCloseOnExec: fd => orErrno(functions.fcntl(fd, F_SETFD, FD_CLOEXEC)),
  };
  return { calls, getpid: functions.getpid };
}

/** Each call once with what the kernel must refuse: an older kernel, or a container's filter, answers otherwise. */
function whyNotWorking(calls: ProcessCalls): string | null {
  const expected = [
    ['pidfd_open', calls.pidfdOpen(NO_FD), 'EINVAL'],
    ['pidfd_send_signal', calls.pidfdSendSignal(NO_FD, 0), 'EBADF'],
    ['prlimit', calls.setFilesLimit(process.pid, 2, 1), 'EINVAL'],
    ['close', calls.close(NO_FD), 'EBADF'],
    ['fcntl', calls.setCloseOnExec(NO_FD), 'EBADF'],
  ] as const;
  for (const [name, result, error] of expected) {
    const told = result < 0 ? getSystemErrorName(result) : 'no error';
    if (told !== error) return `${name}(2): ${told}`;
  }
  return calls.hasEnded(NO_FD) ? 'poll(2) tells what is not so' : null;
}
