import type { Words } from '../words.ts';

export const paths: Words['paths'] = {
  gone: (path, _) => `${path} no está`,
  permission: (path, _) => `no tienes permiso para leer ${path}`,
  hidden: (path, _) => `el usuario de su proceso no puede leer ${path}, así que tampoco se lee para él`,
  'no-folder': (path, _) => `${path} pasa por algo que no es un directorio`,
  circle: (path, _) => `${path} pasa por demasiados enlaces, o demasiados directorios`,
  folder: (path, _) => `${path} es un directorio`,
  fifo: (path, _) => `${path} es una FIFO, no un archivo normal: no se abre`,
  socket: (path, _) => `${path} es un socket, no un archivo normal`,
  device: (path, _) => `${path} es un terminal u otro dispositivo, no un archivo normal: no se abre`,
  kernel: (path, _) => `${path} es un archivo propio del kernel: no se lee`,
  'too-large': (path, bytes) => `${path} tiene más de ${bytes} bytes: no se lee`,
  held: (path, _) => `otro proceso retiene ${path} (un lease): no se espera por él`,
  changed: (path, _) => `${path} cambió mientras se miraba`,
  'out-of-fds': (path, _) => `no se leyó ${path}: no se pueden abrir más archivos`,
  'no-answer': (path, seconds) => `${path} no respondió en ${seconds} s: ¿un montaje muerto?`,
  other: (path, _) => `no se puede leer ${path}`,
};
