import type { Words } from '../words.ts';

export const files: Words['files'] = {
  cannotRead: (file, why) => `no se puede leer ${file}: ${why}`,
  cannotWrite: (file, why) => `no se puede escribir ${file}: ${why}`,
  cannotLook: (file, why) => `no se puede mirar ${file}: ${why}`,
  notOwned: (path, uid, byRoot) => `${path} es del uid ${uid}, no ${byRoot ? 'de root' : 'tuyo'}`,
  ringOfLinks: path => `${path} es un enlace de un círculo de enlaces`,
  manyLinks: path => `${path}: demasiados enlaces simbólicos`,
  notPlain: path => `${path} no es un archivo normal`,
  noFolder: path => `${path} no es un directorio`,
  othersWrite: path => `en ${path} puede escribir alguien más que root`,
  othersWriteIn: (path, isRoot) => `en ${path} puede escribir alguien más que ${isRoot ? 'root' : 'tú'}`,
};
