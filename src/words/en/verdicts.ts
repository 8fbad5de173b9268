import { formatCount, formatPercent, plural } from '../../model/format.ts';

const over = (seconds: number | null) => (seconds === null ? '' : ` in the last ${seconds} s`);

/** By the ids of the verdicts. */
export const verdicts = () => ({
  acceptedNotClosed: {
    leak: 'Connections of clients are not closed after the client has gone',
    many: 'Very many clients are connected, or their connections are kept',
    closeWait: 'CLOSE_WAIT: the client has closed the connection, this process has not',
    leakAdvice: [
      'Something keeps the request or its socket: streaming answers, websockets, a handler that never ends.',
      'End the generator of a streamed answer:',
      '  try: yield from chunks',
      '  finally: source.close()',
      'Do not keep environ, request or gunicorn.socket in a list, a cache or a closure.',
    ],
    manyAdvice: [
      'Bound what a worker takes: --worker-connections, and --keep-alive 2 behind a proxy.',
      'Let the proxy in front keep the slow clients (nginx: proxy_buffering on).',
      'Websockets and long polling need one open file for each client: raise the limit for them.',
    ],
  },
  clientConnectionsKept: {
    title: 'Client connections are made again and again, and stay open',
    advice: [
      'Make one client for the process, and use it for every request:',
      '  SESSION = requests.Session()  # at module level, not in the view',
      'or close it where it was made: with httpx.Client() as client.',
      'For streaming or gRPC: one channel, and channel.close() when it is done.',
    ],
  },
  dbConnectionsKept: {
    title: (names: string) => `Database connections (${names}) are kept open`,
    redis: [
      'One pool for the process, made at module level and not in the view:',
      '  POOL = redis.ConnectionPool.from_url(url, max_connections=20)',
      '  client = redis.Redis(connection_pool=POOL)',
    ],
    sql: [
      'Django: threads keep one connection each. CONN_MAX_AGE = 0 under threads and ASGI, and',
      '  try: ...',
      '  finally: connection.close()  # in each thread of your own: django.db.connection',
      "psycopg2's with conn ends the transaction, not the connection:",
      '  with contextlib.closing(psycopg2.connect(dsn)) as conn: ...',
      'SQLAlchemy: one create_engine() for the process, with Session() as session for each use.',
    ],
  },
  deletedFiles: {
    rotated: 'Logs that were rotated away are still open',
    temporary: 'Temporary files are deleted, but never closed',
    space: 'the disk space of a deleted file is free only when it is closed',
    rotatedAdvice: [
      'Reopen logs after a rotation: logrotate with postrotate kill -USR1 MASTER, or',
      '  logging.handlers.WatchedFileHandler(path)',
      'A handler that is replaced must be closed: old.close().',
    ],
    temporaryAdvice: [
      'Let with close it; the deletion is then done, too:',
      '  with tempfile.TemporaryFile() as file: ...',
      'mkstemp() gives an open file number: os.close(fd), or os.fdopen(fd) with with.',
      'Uploads: request.FILES and request.files are closed with the request, copies of them are not.',
    ],
  },
  eventLoops: {
    title: 'Event loops are made and not closed',
    parts: 'an asyncio loop is one epoll and a pair of unix sockets; a gevent hub an epoll and an eventfd',
    advice: [
      'asyncio.run(main()) closes its loop. One that is made by hand must be closed:',
      '  loop = asyncio.new_event_loop()',
      '  try: loop.run_until_complete(main())',
      '  finally: loop.close()',
      'Do not make a loop, a selector or an async client for each request or each thread.',
    ],
  },
  filesNotClosed: {
    title: (path: string) => `Many different files are opened and not closed: ${path}`,
    advice: [
      'Let with close each of them, also when the loop is left early:',
      '  for path in paths:',
      '      with open(path, "rb") as file: ...',
      'FileResponse and send_file close what they get only when the answer is sent to its end.',
      'For directories: with os.scandir(path) as entries.',
    ],
  },
  httpClientNotClosed: {
    http: 'HTTP client connections are not closed',
    alike: 'Client connections (HTTP, or alike) are not closed',
    closeWait: 'CLOSE_WAIT: the server has closed the connection, this process has not',
    advice: [
      'Close each connection, whatever happens:',
      '  conn = http.client.HTTPSConnection(host, timeout=10)',
      '  try: ...',
      '  finally: conn.close()',
      'or let with do it: with requests.Session() as session, with httpx.Client() as client.',
      'Better, reuse one Session for the whole process, and read each answer to its end.',
      'Do not keep clients in a list, a cache or a class attribute without closing them.',
    ],
  },
  idleClientPool: {
    title: 'A pool of client connections is kept open and does not grow',
    advice: [
      'Bound the pool, and let idle connections go:',
      '  session.mount("https://", HTTPAdapter(pool_connections=10, pool_maxsize=10))',
      '  httpx.Client(limits=httpx.Limits(max_connections=50, keepalive_expiry=30))',
      'One pool for the process: a pool per request or per thread multiplies it.',
      'If it is meant to be so large, raise the limit: it is then no leak.',
    ],
  },
  inheritedFromMaster: {
    title: 'The open files come from the master: killing the worker will not help',
    inMaster: (count: number, fds: number, percent: string, masterPid: number) =>
      `${formatCount(count)} of its ${plural(fds, 'open file')} (${percent}) are open in master ${masterPid}, too, under the same numbers`,
    inSibling: (count: number) => `${formatCount(count)} of these are open in another worker as well`,
    example: (example: string) => `among them ${example}`,
    advice: [
      'A worker that is killed, or replaced by a reload (HUP), gets them again from the master.',
      'Only a restart of the master lets them go: fdtop restart.',
      "Raising the limit does not help: Gunicorn's master uses select(), and ends with a file number over 1023.",
      'Open nothing while the app is imported under preload_app; open it in each worker:',
      '  def post_fork(server, worker): connect()',
      'and close in the master what on_starting, when_ready or the config file have opened.',
    ],
  },
  inotify: {
    title: 'Watchers of files (inotify) are not closed',
    most: 'a user may have only fs.inotify.max_user_instances of them (128 by default)',
    advice: [
      'One watcher for the process, stopped when it ends:',
      '  observer = watchdog.observers.Observer()',
      '  try: ...',
      '  finally: observer.stop(); observer.join()',
      "Gunicorn's --reload is for development.",
    ],
  },
  limitTooLow: {
    title: 'The limit of open files is too low for what it does: no leak is seen',
    used: (fds: number, percent: number, limit: number) =>
      `${formatCount(fds)} open files are ${formatPercent(percent)} of its soft limit of ${formatCount(limit)}`,
    growthUnknown: 'how it grows is not known',
    noGrowth: (seconds: number | null) => `it did not grow steadily${over(seconds)}`,
    manager: 'its manager',
    configured: (who: string, limit: number) =>
      `${who} is configured with ${formatCount(limit)}: its next start gets that`,
    raise: (pid: number, limit: number) => `Raise it now, without a restart: fdtop limit ${pid} ${limit}`,
    restart: 'Restart the service: its configured limit is higher than the live one.',
    forGood: 'For good, in the unit:',
    line: (limit: number) => `  LimitNOFILE=${limit}  # fdtop cure --nofile ${limit}`,
    select: 'Code that uses select() breaks on file numbers over 1023: it must use poll() or epoll.',
  },
  sameFileReopened: {
    title: (path: string) => `The same file is opened again and again, and not closed: ${path}`,
    times: (path: string, count: number) => `${path} is open ${formatCount(count)} times in one process`,
    sqlite: [
      "sqlite3's with conn ends the transaction, not the connection, which takes up to three files:",
      '  with contextlib.closing(sqlite3.connect(path)) as conn: ...',
      'Django: connection.close() at the end of each thread of your own.',
    ],
    log: [
      'A handler is added per request or per thread: add it once, at module level.',
      '  if not logger.handlers: logger.addHandler(logging.FileHandler(path))',
      'and handler.close() after logger.removeHandler(handler).',
    ],
    other: [
      'Let with close it, on every path out:',
      '  with open(path) as file: ...',
      'os.open() needs its os.close().',
    ],
  },
  socketsWithoutPeer: {
    title: 'Sockets without a peer are not closed',
    what: 'such a socket never connected, was reset by its peer, or was shut down, and is still open',
    advice: [
      'A connection that failed has an open socket, too: close it where the error is caught.',
      '  with socket.create_connection(address, timeout=5) as sock: ...',
      '  except OSError: sock.close(); raise',
      'shutdown() does not close: close() must follow. Retries must close what they replace.',
    ],
  },
  subprocessPipes: {
    title: 'Pipes, as of subprocesses, are not closed',
    popen: 'each Popen with PIPE keeps up to three until it is waited for',
    advice: [
      'Use what waits and closes:',
      '  done = subprocess.run(args, capture_output=True, timeout=30)',
      '  with subprocess.Popen(args, stdout=PIPE) as process: ...',
      'Do not keep Popen objects in a list. os.pipe() needs os.close() on both ends.',
      'multiprocessing: with Pool() as pool, queue.close(), process.close().',
    ],
  },
  systemTableFull: {
    title: 'The whole system is near its limit of open files (ENFILE)',
    used: (open: number, percent: number, most: number) =>
      `${formatCount(open)} open files are ${formatPercent(percent)} of fs.file-max ${formatCount(most)}`,
    ofProcess: (count: number) => `${formatCount(count)} of them are of this process`,
    advice: (limit: number) => [
      'Find who holds them: fdtop --all. Then, until that is cured:',
      `  sysctl fs.file-max=${limit}`,
    ],
  },
  unixSocketsKept: {
    title: 'Unix sockets are not closed',
    advice: [
      'Connections to a database, Redis or a daemon on this machine go over these, as do socketpairs:',
      '  with contextlib.closing(psycopg2.connect(dsn)) as conn: ...',
      'A logging.handlers.SysLogHandler is to be made once, at module level, not per request.',
    ],
  },
});
