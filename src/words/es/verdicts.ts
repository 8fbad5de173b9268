import { formatCount, formatPercent, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';

const over = (seconds: number | null) => (seconds === null ? '' : ` en los últimos ${seconds} s`);
const openFiles = (count: number) => plural(count, 'descriptor abierto', 'descriptores abiertos');

export const verdicts: Words['verdicts'] = {
  acceptedNotClosed: {
    leak: 'Las conexiones de los clientes no se cierran cuando el cliente se ha ido',
    many: 'Hay muchísimos clientes conectados, o sus conexiones se conservan',
    closeWait: 'CLOSE_WAIT: el cliente ha cerrado la conexión, este proceso no',
    leakAdvice: [
      'Algo retiene la petición o su socket: respuestas en streaming, websockets, un handler que no acaba.',
      'Termina el generador de una respuesta en streaming:',
      '  try: yield from chunks',
      '  finally: source.close()',
      'No guardes environ, request ni gunicorn.socket en una lista, una caché o un closure.',
    ],
    manyAdvice: [
      'Limita lo que acepta un worker: --worker-connections, y --keep-alive 2 detrás de un proxy.',
      'Que el proxy de delante se quede con los clientes lentos (nginx: proxy_buffering on).',
      'Websockets y long polling necesitan un descriptor por cliente: sube el límite para ellos.',
    ],
  },
  clientConnectionsKept: {
    title: 'Se crean conexiones de cliente una y otra vez, y se quedan abiertas',
    advice: [
      'Crea un solo cliente para el proceso, y úsalo en cada petición:',
      '  SESSION = requests.Session()  # en el módulo, no en la vista',
      'o ciérralo donde se creó: with httpx.Client() as client.',
      'Para streaming o gRPC: un solo canal, y channel.close() al acabar.',
    ],
  },
  dbConnectionsKept: {
    title: names => `Las conexiones a bases de datos (${names}) se quedan abiertas`,
    redis: [
      'Un solo pool para el proceso, creado en el módulo y no en la vista:',
      '  POOL = redis.ConnectionPool.from_url(url, max_connections=20)',
      '  client = redis.Redis(connection_pool=POOL)',
    ],
    sql: [
      'Django: cada hilo conserva una conexión. CONN_MAX_AGE = 0 con hilos y ASGI, y',
      '  try: ...',
      '  finally: connection.close()  # en cada hilo propio: django.db.connection',
      'El with conn de psycopg2 termina la transacción, no la conexión:',
      '  with contextlib.closing(psycopg2.connect(dsn)) as conn: ...',
      'SQLAlchemy: un solo create_engine() para el proceso, with Session() as session en cada uso.',
    ],
  },
  deletedFiles: {
    rotated: 'Siguen abiertos logs que ya se rotaron',
    temporary: 'Se borran archivos temporales, pero no se cierran',
    space: 'el espacio en disco de un archivo borrado no se libera hasta que se cierra',
    rotatedAdvice: [
      'Reabre los logs tras la rotación: logrotate con postrotate kill -USR1 MASTER, o',
      '  logging.handlers.WatchedFileHandler(path)',
      'Un handler que se sustituye hay que cerrarlo: old.close().',
    ],
    temporaryAdvice: [
      'Que lo cierre with; así también se borra:',
      '  with tempfile.TemporaryFile() as file: ...',
      'mkstemp() da un descriptor abierto: os.close(fd), u os.fdopen(fd) con with.',
      'Subidas: request.FILES y request.files se cierran con la petición, sus copias no.',
    ],
  },
  eventLoops: {
    title: 'Se crean bucles de eventos y no se cierran',
    parts: 'un bucle de asyncio es un epoll y un par de sockets unix; un hub de gevent, un epoll y un eventfd',
    advice: [
      'asyncio.run(main()) cierra su bucle. El que se crea a mano hay que cerrarlo:',
      '  loop = asyncio.new_event_loop()',
      '  try: loop.run_until_complete(main())',
      '  finally: loop.close()',
      'No crees un bucle, un selector ni un cliente asíncrono por petición o por hilo.',
    ],
  },
  filesNotClosed: {
    title: path => `Se abren muchos archivos distintos y no se cierran: ${path}`,
    advice: [
      'Que with cierre cada uno, también si se sale antes del bucle:',
      '  for path in paths:',
      '      with open(path, "rb") as file: ...',
      'FileResponse y send_file solo cierran lo que reciben cuando la respuesta se envía entera.',
      'Para directorios: with os.scandir(path) as entries.',
    ],
  },
  httpClientNotClosed: {
    http: 'No se cierran conexiones de cliente HTTP',
    alike: 'No se cierran conexiones de cliente (HTTP o similares)',
    closeWait: 'CLOSE_WAIT: el servidor ha cerrado la conexión, este proceso no',
    advice: [
      'Cierra cada conexión, pase lo que pase:',
      '  conn = http.client.HTTPSConnection(host, timeout=10)',
      '  try: ...',
      '  finally: conn.close()',
      'o que lo haga with: with requests.Session() as session, with httpx.Client() as client.',
      'Mejor, reutiliza una sola Session en todo el proceso, y lee cada respuesta hasta el final.',
      'No guardes clientes en una lista, una caché o un atributo de clase sin cerrarlos.',
    ],
  },
  idleClientPool: {
    title: 'Hay un pool de conexiones de cliente abierto, que no crece',
    advice: [
      'Limita el pool, y suelta las conexiones inactivas:',
      '  session.mount("https://", HTTPAdapter(pool_connections=10, pool_maxsize=10))',
      '  httpx.Client(limits=httpx.Limits(max_connections=50, keepalive_expiry=30))',
      'Un solo pool para el proceso: uno por petición o por hilo lo multiplica.',
      'Si tiene que ser tan grande, sube el límite: entonces no es una fuga.',
    ],
  },
  inheritedFromMaster: {
    title: 'Los descriptores vienen del master: matar al worker no ayuda',
    inMaster: (count, fds, percent, masterPid) =>
      `${formatCount(count)} de sus ${openFiles(fds)} (${percent}) también están abiertos en el master ${masterPid}, con los mismos números`,
    inSibling: count =>
      `${formatCount(count)} de ellos ${count === 1 ? 'está abierto' : 'están abiertos'} además en otro worker`,
    example: example => `entre ellos ${example}`,
    advice: [
      'Un worker que se mata, o se reemplaza con una recarga (HUP), los recibe otra vez del master.',
      'Solo un reinicio del master los suelta: fdtop restart.',
      'Subir el límite no ayuda: el master de Gunicorn usa select(), y cae con un descriptor mayor que 1023.',
      'No abras nada al importar la aplicación con preload_app; ábrelo en cada worker:',
      '  def post_fork(server, worker): connect()',
      'y cierra en el master lo que han abierto on_starting, when_ready o el archivo de configuración.',
    ],
  },
  inotify: {
    title: 'No se cierran vigilantes de archivos (inotify)',
    most: 'un usuario solo puede tener fs.inotify.max_user_instances de ellos (128 por defecto)',
    advice: [
      'Un solo vigilante para el proceso, detenido cuando termina:',
      '  observer = watchdog.observers.Observer()',
      '  try: ...',
      '  finally: observer.stop(); observer.join()',
      'El --reload de Gunicorn es para desarrollo.',
    ],
  },
  limitTooLow: {
    title: 'El límite de descriptores es demasiado bajo para lo que hace: no se ve ninguna fuga',
    used: (fds, percent, limit) =>
      `${formatCount(fds)} descriptores abiertos son el ${formatPercent(percent)} de su límite blando, ${formatCount(limit)}`,
    growthUnknown: 'no se sabe cómo crece',
    noGrowth: seconds => `no ha crecido de forma constante${over(seconds)}`,
    manager: 'su gestor',
    configured: (who, limit) => `${who} está configurado con ${formatCount(limit)}: lo tendrá en su próximo arranque`,
    raise: (pid, limit) => `Súbelo ya, sin reiniciar: fdtop limit ${pid} ${limit}`,
    restart: 'Reinicia el servicio: su límite configurado es mayor que el actual.',
    forGood: 'De forma definitiva, en la unidad:',
    line: limit => `  LimitNOFILE=${limit}  # fdtop cure --nofile ${limit}`,
    select: 'El código que usa select() falla con descriptores mayores que 1023: debe usar poll() o epoll.',
  },
  sameFileReopened: {
    title: path => `El mismo archivo se abre una y otra vez, y no se cierra: ${path}`,
    times: (path, count) => `${path} está abierto ${formatCount(count)} veces en un mismo proceso`,
    sqlite: [
      'El with conn de sqlite3 termina la transacción, no la conexión, que ocupa hasta tres descriptores:',
      '  with contextlib.closing(sqlite3.connect(path)) as conn: ...',
      'Django: connection.close() al final de cada hilo propio.',
    ],
    log: [
      'Se añade un handler por petición o por hilo: añádelo una sola vez, en el módulo.',
      '  if not logger.handlers: logger.addHandler(logging.FileHandler(path))',
      'y handler.close() después de logger.removeHandler(handler).',
    ],
    other: [
      'Que lo cierre with, por todos los caminos:',
      '  with open(path) as file: ...',
      'os.open() necesita su os.close().',
    ],
  },
  socketsWithoutPeer: {
    title: 'No se cierran sockets sin nadie al otro lado',
    what: 'un socket así nunca conectó, lo cortó el otro lado o pasó por shutdown, y sigue abierto',
    advice: [
      'Una conexión fallida también deja un socket abierto: ciérralo donde se captura el error.',
      '  with socket.create_connection(address, timeout=5) as sock: ...',
      '  except OSError: sock.close(); raise',
      'shutdown() no cierra: después va close(). Los reintentos deben cerrar lo que sustituyen.',
    ],
  },
  subprocessPipes: {
    title: 'No se cierran tuberías, como las de subprocesos',
    popen: 'cada Popen con PIPE conserva hasta tres mientras no se espera su final',
    advice: [
      'Usa lo que espera y cierra:',
      '  done = subprocess.run(args, capture_output=True, timeout=30)',
      '  with subprocess.Popen(args, stdout=PIPE) as process: ...',
      'No guardes objetos Popen en una lista. os.pipe() necesita os.close() en ambos extremos.',
      'multiprocessing: with Pool() as pool, queue.close(), process.close().',
    ],
  },
  systemTableFull: {
    title: 'El sistema entero está cerca de su límite de archivos abiertos (ENFILE)',
    used: (open, percent, most) =>
      `${formatCount(open)} archivos abiertos son el ${formatPercent(percent)} de fs.file-max, ${formatCount(most)}`,
    ofProcess: count => `${formatCount(count)} de ellos ${count === 1 ? 'es' : 'son'} de este proceso`,
    advice: limit => [
      'Busca quién los tiene: fdtop --all. Después, hasta que se cure:',
      `  sysctl fs.file-max=${limit}`,
    ],
  },
  unixSocketsKept: {
    title: 'No se cierran sockets unix',
    advice: [
      'Por ellos van las conexiones a una base de datos, a Redis o a un demonio local, y los socketpair:',
      '  with contextlib.closing(psycopg2.connect(dsn)) as conn: ...',
      'Un logging.handlers.SysLogHandler se crea una sola vez, en el módulo, no por petición.',
    ],
  },
};
