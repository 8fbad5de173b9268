import type { FdKind } from '../../model/fd-types.ts';
import type { FdObjectKind } from '../fd-objects.ts';

/** What opens fds, by what it opens. */
const OPENERS = {
  socket: [
    'http.client.HTTPConnection',
    'http.client.HTTPSConnection',
    'urllib.request.urlopen',
    'xmlrpc.client.ServerProxy',
    'socket.socket',
    'socket.create_connection',
    'socket.create_server',
    'socket.socketpair',
    'socket.fromfd',
    'asyncio.open_connection',
    'asyncio.open_unix_connection',
    'asyncio.start_server',
    'requests.Session',
    'requests.session',
    'requests.sessions.Session',
    'httpx.Client',
    'httpx.AsyncClient',
    'aiohttp.ClientSession',
    'urllib3.PoolManager',
    'urllib3.ProxyManager',
    'urllib3.HTTPConnectionPool',
    'urllib3.HTTPSConnectionPool',
    'urllib3.connection_from_url',
    'ftplib.FTP',
    'ftplib.FTP_TLS',
    'smtplib.SMTP',
    'smtplib.SMTP_SSL',
    'imaplib.IMAP4',
    'imaplib.IMAP4_SSL',
    'poplib.POP3',
    'poplib.POP3_SSL',
    'telnetlib.Telnet',
    'logging.handlers.SocketHandler',
    'logging.handlers.SysLogHandler',
    'ldap3.Connection',
    'paramiko.SSHClient',
    'paramiko.Transport',
    'redis.Redis',
    'redis.StrictRedis',
    'redis.from_url',
    'pymongo.MongoClient',
    'psycopg2.connect',
    'psycopg.connect',
    'MySQLdb.connect',
    'pymysql.connect',
    'asyncpg.connect',
    'pika.BlockingConnection',
    'kombu.Connection',
    'boto3.client',
    'boto3.resource',
    'elasticsearch.Elasticsearch',
    'websocket.create_connection',
  ],
  file: [
    'open',
    'io.open',
    'io.FileIO',
    'codecs.open',
    'gzip.open',
    'gzip.GzipFile',
    'bz2.open',
    'bz2.BZ2File',
    'lzma.open',
    'lzma.LZMAFile',
    'tarfile.open',
    'tarfile.TarFile',
    'zipfile.ZipFile',
    'wave.open',
    'shelve.open',
    'dbm.open',
    'fileinput.input',
    'tempfile.NamedTemporaryFile',
    'tempfile.TemporaryFile',
    'tempfile.SpooledTemporaryFile',
    'tempfile.mkstemp',
    'os.open',
    'os.fdopen',
    'os.dup',
    'os.scandir',
    'logging.FileHandler',
    'logging.handlers.RotatingFileHandler',
    'logging.handlers.TimedRotatingFileHandler',
    'logging.handlers.WatchedFileHandler',
    'PIL.Image.open',
  ],
  database: ['sqlite3.connect', 'django.db.connection.cursor'],
  mapping: ['mmap.mmap'],
  pipe: [
    'os.pipe',
    'os.pipe2',
    'os.popen',
    'os.dup',
    'subprocess.Popen',
    'asyncio.create_subprocess_exec',
    'asyncio.create_subprocess_shell',
  ],
  connection: [
    'multiprocessing.Pipe',
    'multiprocessing.Queue',
    'multiprocessing.SimpleQueue',
    'multiprocessing.Pool',
    'multiprocessing.Process',
    'multiprocessing.Manager',
    'multiprocessing.connection.Client',
    'multiprocessing.connection.Listener',
    'concurrent.futures.ProcessPoolExecutor',
  ],
  eventpoll: ['select.epoll', 'selectors.DefaultSelector', 'selectors.EpollSelector', 'asyncio.new_event_loop'],
  eventfd: ['os.eventfd'],
  pidfd: ['os.pidfd_open'],
  memfd: ['os.memfd_create'],
} as const satisfies Record<string, readonly string[]>;

type Group = keyof typeof OPENERS;

const FILES: readonly Group[] = ['file', 'database', 'mapping'];

/** By the kind of fd that stays when it is not closed. */
const BY_FD: Partial<Record<FdKind, readonly Group[]>> = {
  tcp: ['socket'],
  tcp6: ['socket'],
  udp: ['socket'],
  unix: ['socket', 'connection'],
  'socket-unlisted': ['socket'],
  file: FILES,
  'deleted-file': FILES,
  directory: FILES,
  device: FILES,
  pipe: ['pipe', 'connection'],
  eventpoll: ['eventpoll'],
  eventfd: ['eventfd'],
  pidfd: ['pidfd'],
  memfd: ['memfd'],
};

/** By the object that owns the fd: a FileIO may be an end of a pipe. */
const BY_OWNER: Record<FdObjectKind, readonly Group[]> = {
  socket: ['socket'],
  file: ['file', 'pipe', 'memfd'],
  epoll: ['eventpoll'],
  sqlite: ['database'],
  mmap: ['mapping'],
  connection: ['connection'],
};

/** Methods that open: `path.open()`, `server.accept()`. */
const METHODS: Partial<Record<FdObjectKind, RegExp>> = {
  file: /\.open$/,
  sqlite: /^django\.db\.connections?\b.*\.cursor$/,
};

/** They give a plain number: nothing closes it when it is dropped. */
const RAW = /^os\.(?:open|pipe2?|dup|eventfd|pidfd_open|memfd_create|scandir)$|^tempfile\.mkstemp$|\.detach$/;

/** Names of the calls that open fds of a kind. */
export function openersOf(kind: FdKind): readonly string[] {
  return (BY_FD[kind] ?? []).flatMap(group => OPENERS[group]);
}

const byOwner = new Map(
  Object.entries(BY_OWNER).map(([kind, groups]) => [kind, new Set<string>(groups.flatMap(group => OPENERS[group]))]),
);

/** Whether a call, by its full name, opens what an object of this kind owns. */
export function isOpener(callee: string, owner: FdObjectKind): boolean {
  return byOwner.get(owner)!.has(callee) || (owner === 'socket' && callee.endsWith('.accept'));
}

/** The same by the method's name alone, where nothing else is known of it. */
export function isOpeningMethod(callee: string, owner: FdObjectKind): boolean {
  return METHODS[owner]?.test(callee) ?? false;
}

/** Whether a call gives an fd that no Python object owns. */
export function isRawOpener(callee: string): boolean {
  return RAW.test(callee);
}

/** What a file must have in it to open such: `open`, `create_connection`. */
export function openerWords(owner: FdObjectKind): string[] {
  return [...new Set([...byOwner.get(owner)!].map(name => name.slice(name.lastIndexOf('.') + 1)))];
}
