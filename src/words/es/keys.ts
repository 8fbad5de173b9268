import type { Words } from '../words.ts';

export const tableKeys: Words['tableKeys'] = {
  kill: {
    label: 'matar',
    help: 'reemplaza el worker seleccionado: antes pregunta, y luego comprueba que se va y que llega su sucesor',
  },
  recycle: {
    help: 'reemplaza los workers marcados, o todos los que tienen fugas, de uno en uno y solo si el anterior ya atiende',
  },
  restart: {
    label: 'reiniciar',
    help: 'reinicia el servicio del proceso seleccionado, o lo recarga si no lo lleva ningún gestor',
  },
  reload: {
    help: 'recarga el servicio: workers nuevos por viejos, una generación tras otra; el master y sus límites se quedan',
  },
  types: { label: 'tipos', help: 'qué son los descriptores abiertos del proceso seleccionado' },
  origin: { label: 'origen', help: 'de qué parte de su código Python vienen los descriptores' },
  diagnose: { label: 'causa', help: 'el diagnóstico entero en una página, para pegarlo en un chat' },
  tag: { help: 'marca el worker seleccionado para K' },
  untag: { help: 'quita todas las marcas' },
  filter: {
    label: 'filtrar',
    help: 'muestra solo las filas con estas palabras, o que cumplen esto: fds>1000 and not role=master',
  },
  help: { label: 'ayuda', help: 'esta página' },
  quit: { label: 'salir', help: 'sale de fdtop' },
  details: {
    label: 'detalles',
    help: 'todo sobre el proceso seleccionado o, en un encabezado, sobre su instancia: historia, tipos, límites, eventos',
  },
  events: {
    label: 'eventos',
    help: 'qué ha pasado desde que arrancó fdtop: workers que llegan y se van, umbrales superados, acciones',
  },
  limit: { label: 'límite', help: 'sube en caliente el límite del servicio' },
  cure: { label: 'curar', help: 'el arreglo definitivo de la unidad, en forma de diff' },
  pause: { label: 'pausa', help: 'detiene la pantalla, o la reanuda; fdtop sigue contando' },
  'sort-left': { label: 'ordenar', help: 'ordena por la columna de la izquierda' },
  'sort-right': { help: 'ordena por la columna de la derecha' },
  invert: { label: 'invertir', help: 'invierte el orden' },
  all: { label: 'todos', help: 'todos los procesos, o solo Gunicorn' },
  group: { label: 'agrupar', help: 'por instancias, en una lista, o en un árbol de padres e hijos' },
  columns: { label: 'columnas', help: 'elige las columnas y su orden' },
  slower: { help: 'actualiza menos a menudo' },
  faster: { help: 'actualiza más a menudo' },
  up: { help: 'selecciona la fila de arriba' },
  down: { help: 'selecciona la fila de abajo' },
  'page-up': { help: 'una página arriba' },
  'page-down': { help: 'una página abajo' },
  first: { help: 'primera fila' },
  last: { help: 'última fila' },
  back: { help: 'quita el filtro o el último mensaje' },
  interrupt: { help: 'sale de fdtop, con el código 130' },
  suspend: { help: 'detiene fdtop y vuelve al shell; fg lo reanuda' },
  redraw: { help: 'vuelve a dibujar la pantalla, si otra cosa ha escrito encima' },
};

export const replayKeys: Words['replayKeys'] = {
  next: { label: 'paso', help: 'avanza una captura, y se detiene ahí' },
  'next-alert': { label: 'alerta', help: 'avanza hasta que otro proceso tenga fugas, y se detiene ahí' },
};

export const pageKeys: Words['pageKeys'] = {
  back: { label: 'volver', help: 'vuelve a donde se abrió' },
  quit: { label: 'salir', help: 'sale de fdtop' },
  up: { help: 'sube una línea' },
  down: { help: 'baja una línea' },
  'page-up': { help: 'una página arriba' },
  'page-down': { help: 'una página abajo' },
  first: { help: 'al principio' },
  last: { help: 'al final' },
  interrupt: { help: 'sale de fdtop, con el código 130' },
  suspend: { help: 'detiene fdtop y vuelve al shell' },
  redraw: { help: 'vuelve a dibujar la pantalla' },
  help: { label: 'ayuda', help: 'las teclas de esta página' },
};

export const chartKeys: Words['chartKeys'] = {
  range: { label: 'periodo', help: 'el último minuto, los últimos 10 minutos o la última hora' },
  zoom: { label: 'zoom', help: 'la curva tan grande como quepa, o desde 0 hasta el umbral siguiente' },
};

export const columnKeys: Words['columnKeys'] = {
  toggle: { label: 'sí/no', help: 'muestra la columna, o la quita' },
  left: { label: 'izquierda', help: 'mueve la columna a la izquierda' },
  right: { label: 'derecha', help: 'mueve la columna a la derecha' },
  save: { label: 'guardar', help: 'escribe la elección en config.toml' },
  default: { label: 'por defecto', help: 'como las muestra fdtop por sí mismo' },
  back: { label: 'volver', help: 'vuelve a la tabla' },
  quit: { label: 'salir', help: 'sale de fdtop' },
  up: { help: 'la columna anterior' },
  down: { help: 'la columna siguiente' },
  first: { help: 'la primera columna' },
  last: { help: 'la última columna' },
};

export const keyTitles: Words['keyTitles'] = {
  space: 'Espacio',
  enter: 'Intro',
  pageUp: 'RePág',
  pageDown: 'AvPág',
  home: 'Inicio',
  end: 'Fin',
};
