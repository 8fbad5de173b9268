/** What the open files of one process are, grouped: the shape that `fdtop types --json` prints. */

export type FdKind =
  | 'tcp'
  | 'tcp6'
  | 'udp'
  | 'unix'
  | 'socket-unlisted'
  | 'file'
  | 'deleted-file'
  | 'directory'
  | 'pipe'
  | 'eventpoll'
  | 'eventfd'
  | 'timerfd'
  | 'signalfd'
  | 'pidfd'
  | 'inotify'
  | 'memfd'
  | 'device'
  | 'namespace'
  | 'other';

export interface FdGroup {
  kind: FdKind;
  /** What a person reads: `TCP CLOSE_WAIT → 10.0.0.5:443 (https)`, `/var/log/app.log (deleted)`. Safe to print. */
  label: string;
  /** TCP state, e.g. `CLOSE_WAIT`; null where there is none. */
  state: string | null;
  /** Remote address and port of a connected socket. */
  peer: string | null;
  count: number;
  /** Of all fds of the process, 0 to 1. */
  share: number;
  /** Half width of the 95 % interval of `share`; 0 when exact. */
  marginOfError: number;
}

export interface FdTypes {
  pid: number;
  total: number;
  exact: boolean;
  /** Links read. */
  sampled: number;
  /** The process ended while it was read: the groups hold what was seen until then. */
  partial?: boolean;
  groups: FdGroup[];
}
