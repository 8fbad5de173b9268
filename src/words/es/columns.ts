import type { Words } from '../words.ts';

export const columns: Words['columns'] = {
  host: { title: 'HOST', help: 'host en el que corre (fdtop fleet)' },
  instance: { title: 'INSTANCIA', help: 'unidad de su servicio, o su aplicación' },
  pid: { title: 'PID', help: 'id del proceso, tal como lo ve esta máquina' },
  ppid: { title: 'PPID', help: 'id del proceso padre' },
  role: {
    title: 'ROL',
    help: 'master, worker, o un helper que lanzó un worker; dirty-arb y dirty-wkr son los de Gunicorn 25',
  },
  fds: {
    title: 'FDS',
    help: 'descriptores abiertos; ? si no se pueden contar; ~ si se contaron hace unos segundos',
  },
  limit: { title: 'LÍMITE', help: 'límite blando (RLIMIT_NOFILE) que tiene ahora el proceso' },
  used: { title: 'USO', help: 'descriptores abiertos, en porcentaje del límite' },
  growth: {
    title: 'CRECE',
    help: 'descriptores de más (↑) o de menos (↓) por segundo: la pendiente mediana de los últimos 15 s, o de 2 min si la fuga es lenta',
  },
  'full-in': {
    title: 'QUEDA',
    help: 'tiempo hasta llegar al límite a este ritmo; - si no crece de forma constante',
  },
  history: {
    title: 'ÚLT. 2 MIN',
    help: 'descriptores abiertos en los últimos 2 minutos; arriba del todo está el umbral siguiente, un límite cercano o su máximo',
  },
  cpu: { title: 'CPU%', help: 'tiempo de procesador, en porcentaje de un núcleo' },
  memory: { title: 'MEM', help: 'memoria residente' },
  age: { title: 'EDAD', help: 'tiempo desde que arrancó el proceso' },
  user: { title: 'USUARIO', help: 'usuario con el que corre el proceso' },
  severity: {
    title: 'GRAVEDAD',
    help: 'ok, elevated, leaking, critical o unknown, como en los filtros: lo que dice la marca de la fila',
  },
  command: { title: 'COMANDO', help: 'línea de comandos o título' },
};
