/** By the ids of the columns. A title and its mark of the order fit into the column's width. */
export const columns = () => ({
  host: { title: 'HOST', help: 'host that it runs on (fdtop fleet)' },
  instance: { title: 'INSTANCE', help: 'unit of its service, or its app' },
  pid: { title: 'PID', help: 'process id, as this machine sees it' },
  ppid: { title: 'PPID', help: 'process id of its parent' },
  role: {
    title: 'ROLE',
    help: 'master, worker, or a helper that a worker started; dirty-arb and dirty-wkr are those of Gunicorn 25',
  },
  fds: {
    title: 'FDS',
    help: 'open file descriptors; ? where they may not be counted; ~ where they were counted some seconds ago',
  },
  limit: { title: 'LIMIT', help: 'soft limit (RLIMIT_NOFILE) that the process lives under now' },
  used: { title: 'USED', help: 'open file descriptors in percent of the limit' },
  growth: {
    title: 'GROWTH',
    help: 'file descriptors more (↑) or less (↓) per second: the median slope of the last 15 s, or of 2 min for slow leaks',
  },
  'full-in': {
    title: 'FULL IN',
    help: 'time until the limit is reached at this growth; - when it does not grow steadily',
  },
  history: {
    title: 'LAST 2 MIN',
    help: 'open file descriptors over the last 2 minutes; its top is the next threshold, a limit that is near, or its highest count',
  },
  cpu: { title: 'CPU%', help: 'processor time in percent of one core' },
  memory: { title: 'MEM', help: 'resident memory' },
  age: { title: 'AGE', help: 'time since the process started' },
  user: { title: 'USER', help: 'user that the process runs as' },
  severity: {
    title: 'SEVERITY',
    help: 'ok, elevated, leaking, critical or unknown: what the mark before the row says',
  },
  command: { title: 'COMMAND', help: 'command line or title' },
});
