import type { FdKind } from '../../model/fd-types.ts';

/** What opens fds, by the kind of fd that stays when it is not closed. */
const OPENERS: Record<string, readonly string[]> = {
  socket: [
    'http.client.HTTPConnection',
    'http.client.HTTPSConnection',
    'urllib.request.urlopen',
    'socket.socket',
    'socket.create_connection',
    'socket.socketpair',
    'socket.fromfd',
    'requests.Session',
    'requests.session',
    'httpx.Client',
    'httpx.AsyncClient',
    'aiohttp.ClientSession',
    'urllib3.PoolManager',
    'urllib3.HTTPConnectionPool',
    'ftplib.FTP',
    'smtplib.SMTP',
    'smtplib.SMTP_SSL',
    'imaplib.IMAP4_SSL',
    'telnetlib.Telnet',
    'ldap3.Connection',
    'paramiko.SSHClient',
    'redis.Redis',
    'redis.StrictRedis',
    'pymongo.MongoClient',
    'psycopg2.connect',
    'psycopg.connect',
    'MySQLdb.connect',
    'pymysql.connect',
    'pika.BlockingConnection',
  ],
  file: [
    'open',
    'io.open',
    'codecs.open',
    'gzip.open',
    'bz2.open',
    'lzma.open',
    'tarfile.open',
    'zipfile.ZipFile',
    'sqlite3.connect',
    'shelve.open',
    'dbm.open',
    'mmap.mmap',
    'tempfile.NamedTemporaryFile',
    'tempfile.TemporaryFile',
    'tempfile.mkstemp',
    'os.open',
    'os.fdopen',
    'os.dup',
    'logging.FileHandler',
  ],
  pipe: [
    'os.pipe',
    'os.pipe2',
    'os.popen',
    'os.dup',
    'subprocess.Popen',
    'multiprocessing.Pipe',
    'multiprocessing.Pool',
  ],
  eventpoll: ['select.epoll', 'selectors.DefaultSelector', 'selectors.EpollSelector', 'asyncio.new_event_loop'],
  eventfd: ['os.eventfd'],
  pidfd: ['os.pidfd_open'],
  memfd: ['os.memfd_create'],
};

const GROUPS: Partial<Record<FdKind, string>> = {
  tcp: 'socket',
  tcp6: 'socket',
  udp: 'socket',
  unix: 'socket',
  'socket-unlisted': 'socket',
  file: 'file',
  'deleted-file': 'file',
  directory: 'file',
  device: 'file',
  pipe: 'pipe',
  eventpoll: 'eventpoll',
  eventfd: 'eventfd',
  pidfd: 'pidfd',
  memfd: 'memfd',
};

/** They give a plain number: nothing closes it when it is dropped. */
const RAW = /^os\.(?:open|pipe2?|dup|eventfd|pidfd_open|memfd_create)$|^tempfile\.mkstemp$|\.detach$/;

/** Names of the calls that open fds of a kind. */
export function openersOf(kind: FdKind): readonly string[] {
  return OPENERS[GROUPS[kind] ?? ''] ?? [];
}

const all = new Set(Object.values(OPENERS).flat());

export function isOpener(callee: string): boolean {
  return all.has(callee);
}

/** Whether a call gives an fd that no Python object owns. */
export function isRawOpener(callee: string): boolean {
  return RAW.test(callee);
}
