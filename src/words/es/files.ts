import type { Words } from '../words.ts';

export const files: Words['files'] = {
  cannotRead: (file, why) => `no se puede leer ${file}: ${why}`,
  cannotWrite: (file, why) => `no se puede escribir ${file}: ${why}`,
  cannotLook: (file, why) => `no se puede mirar ${file}: ${why}`,
  notOwned: (path, uid, byRoot) => `${path} es del uid ${uid}, no ${byRoot ? 'de root' : 'tuyo'}`,
  manyLinks: path => `${path}: demasiados enlaces simbólicos`,
  isLink: path => `${path} es un enlace, y no se sigue`,
  notPlain: path => `${path} no es un archivo normal`,
  noFolder: path => `${path} no es un directorio`,
  othersWrite: (path, isRoot) => `en ${path} puede escribir alguien más que ${isRoot ? 'root' : 'tú'}`,
  othersWriteIn: (path, isRoot) => `dentro de ${path} puede escribir alguien más que ${isRoot ? 'root' : 'tú'}`,
  mayWait: (path, type) => `${path} está en ${type}, cuyo servidor puede no responder: root no lo espera`,
  otherFolder: folder => `${folder} ya no es el mismo directorio que al empezar`,
  leftOut: (file, why) =>
    `no se usa ${file}: ${why}; root solo hace caso a lo que nadie más puede escribir, o a lo que indique --config`,
};
