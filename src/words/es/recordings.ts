import type { Words } from '../words.ts';

export const recordings: Words['recordings'] = {
  noFile: 'no es un archivo',
  empty: file => `${file} no es una grabación de fdtop: no contiene ninguna captura`,
  longLine: file => `${file} no es una grabación de fdtop: tiene una línea más larga que cualquier captura`,
  tooLarge: file => `${file} se comprimió entero, y es demasiado grande para leerlo así: descomprímelo antes (gunzip)`,
  otherVersion: (file, version) =>
    `${file} es de otra versión de fdtop: sus capturas son de la versión ${version}, esta lee la 1`,
  clockSetBack: 'aquí se atrasó el reloj',
  nothingFor: seconds => `no se grabó nada durante ${seconds} s`,
  beginsLater: (moment, start) => `--at ${moment}: la grabación empieza después: ${start}`,
  endsBefore: (moment, end) => `--at ${moment}: la grabación acaba antes: ${end}`,
  noMoment: typed => `--at ${JSON.stringify(typed)} no es una hora: escribe 14:05, 14:05:30 o ISO 8601`,

  needsFile: file => `${file} no es un archivo: una grabación lo necesita`,
  leftAsIs: file => `${file} no es una grabación de fdtop: se queda como está, elige otro nombre`,
  diskFull: 'el disco está lleno; su última línea está cortada',
  isLink: 'es un enlace, indica el propio archivo',
  notInOthers: why => `${why}; root graba en un directorio suyo, como /root o /var/tmp`,
  cannotBegin: (file, why) => `no se puede empezar otro ${file}: ${why}`,
};
