/** What fdtop's hook in a Gunicorn worker tells of it (src/python/trace_hook). All text in it is safe to print. */
export interface TraceReport {
  pid: number;
  python: string;
  /** ISO 8601: when it began to watch. */
  since: string;
  requests: number;
  /** Open fds of the worker, and how many of them it knows the origin of. */
  open: number;
  told: number;
  /** Opened when it already watched as many as it can. */
  lost: number;
  /** The most fds first. */
  sites: TraceSite[];
  /** Fds gained per route; sync workers on Linux 6.2 or newer only. */
  routes: TraceRoute[];
  /** What is open now, by the route that opened it: of sockets, pipes, and files that one route alone opens. */
  openBy: { route: string; count: number }[];
}

export interface TraceSite {
  kind: 'socket' | 'file' | 'pipe';
  /** Open now. */
  count: number;
  fds: number[];
  /** The innermost first: a library's frame at most, then the app's. */
  stack: TraceFrame[];
  /** Other places open the same path, too: which of them this one is from is not sure. */
  shared: boolean;
  routes: { route: string; count: number }[];
}

export interface TraceFrame {
  file: string;
  line: number;
  name: string;
}

/** A route that ended with another number of fds than it began with. */
export interface TraceRoute {
  route: string;
  gained: number;
  requests: number;
}

/** The app's own frame that opened them; a library's where the app has none on the stack. */
export function openedBy({ stack }: TraceSite): TraceFrame | null {
  return stack.find(({ file }) => !/\/(?:site|dist)-packages\//.test(file)) ?? stack[0] ?? null;
}
