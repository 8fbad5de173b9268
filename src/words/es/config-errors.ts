import type { Words } from '../words.ts';

export const configErrors: Words['configErrors'] = {
  line: (file, line, what) => `${file} línea ${line}: ${what}`,
  unknownKey: (where, hint) => `${where}: clave desconocida${hint}`,
  givenTwice: where => `${where} aparece más de una vez`,
  needsValue: where => `${where} necesita un valor`,
  notAbove: (high, leak, low, warn) =>
    `${high} ${leak} no es mayor que ${low} ${warn}: conviene mirar un proceso antes de que tenga fugas`,
  wholeNumber: (where, typed, least) => `${where} ${typed} no es un número entero de ${least} o más`,
  seconds: (where, typed, least, most) => `${where} ${typed} no es un número de segundos entre ${least} y ${most}`,
  positive: (where, typed) => `${where} ${typed} no es un número mayor que 0`,
  prometheus: (where, typed) => `${where} ${typed} no es la dirección de un Prometheus, como http://127.0.0.1:9090`,
  listen: (where, typed) => `${where} ${typed} no es HOST:PORT, como 127.0.0.1:9948 o [::1]:9948`,
  noHost: (where, typed) => `${where} ${typed} no es el nombre de un host, como web-3.example.com`,
  pattern: (where, typed, why) => `${where} ${typed} no es un patrón que fdtop conozca: ${why}`,
  filter: (where, typed, why, character) => `${where} ${typed}: ${why} (en el carácter ${character})`,
  noColumn: (where, typed, hint) => `${where} ${typed} no es una columna${hint}`,
  columnTwice: (where, typed) => `${where} ${typed} aparece dos veces`,
  noSignal: (where, typed, names) =>
    `${where} ${typed} no es ninguna de ${names}: solo esas terminan un worker con seguridad`,
  noneOf: (where, typed, names, hint) => `${where} ${typed} no es uno de estos: ${names}${hint}`,

  wantsTable: (where, example) => `${where} tiene que ser una tabla: ${example}`,
  writeTable: key => `escribe [${key}]`,
  wantsTables: where => `${where} tiene que ser una lista de tablas: escribe [[watch.channel]]`,
  wantsTexts: where => `${where} tiene que ser una lista de textos: ["…", "…"]`,
  wantsText: where => `${where} tiene que ser un texto`,
  wantsNumberOrText: where => `${where} tiene que ser un número o un texto`,
  wantsBoolean: where => `${where} tiene que ser true o false`,
  wantsNumber: (where, isWhole, least, most) =>
    `${where} tiene que ser un número${isWhole ? ' entero' : ''} entre ${least} y ${most}`,

  noType: where => `${where} no tiene type: stdout, webhook o command`,
  noUrl: where => `${where} es un webhook sin url`,
  noHttp: where => `${where} no es una dirección http o https`,
  holdsPassword: where => `${where} lleva un usuario y una contraseña: van en headers, { Authorization = "Basic …" }`,
  noHeader: where => `${where} no es una cabecera de HTTP`,
  noCommand: where => `${where} es un canal command sin command`,
  wantsFullPath: (where, typed) =>
    `${where} ${typed} tiene que ser la ruta completa de un programa: lo que se encuentra por PATH puede cambiar`,
};
