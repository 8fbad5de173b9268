/** What is wrong with a value, or in a config file. `where` is the option, or file, line and key: see `line`. */
export const configErrors = () => ({
  line: (file: string, line: number, what: string) => `${file} line ${line}: ${what}`,
  unknownKey: (where: string, hint: string) => `${where} is unknown${hint}`,
  givenTwice: (where: string) => `${where} is given more than once`,
  needsValue: (where: string) => `${where} needs a value`,
  notAbove: (high: string, leak: number, low: string, warn: number) =>
    `${high} ${leak} is not above ${low} ${warn}: a process is worth a look before it leaks`,
  wholeNumber: (where: string, typed: string, least: number) =>
    `${where} ${typed} is not a whole number of ${least} or more`,
  seconds: (where: string, typed: string, least: number, most: number) =>
    `${where} ${typed} is not a number of seconds from ${least} to ${most}`,
  positive: (where: string, typed: string) => `${where} ${typed} is not a number above 0`,
  prometheus: (where: string, typed: string) =>
    `${where} ${typed} is no address of a Prometheus, as http://127.0.0.1:9090`,
  listen: (where: string, typed: string) => `${where} ${typed} is no HOST:PORT, as 127.0.0.1:9948 or [::1]:9948`,
  noHost: (where: string, typed: string) => `${where} ${typed} is no name of a host, as web-3.example.com`,
  pattern: (where: string, typed: string, why: string) => `${where} ${typed} is no pattern that fdtop knows: ${why}`,
  filter: (where: string, typed: string, why: string, character: number) =>
    `${where} ${typed}: ${why} (at character ${character})`,
  noColumn: (where: string, typed: string, hint: string) => `${where} ${typed} is no column${hint}`,
  columnTwice: (where: string, typed: string) => `${where} ${typed} is given twice`,
  noSignal: (where: string, typed: string, names: string) =>
    `${where} ${typed} is none of ${names}: no other ends a worker safely`,
  noneOf: (where: string, typed: string, names: string, hint: string) => `${where} ${typed} is none of ${names}${hint}`,

  wantsTable: (where: string, example: string) => `${where} wants a table: ${example}`,
  writeTable: (key: string) => `write [${key}]`,
  wantsTables: (where: string) => `${where} wants tables: write [[watch.channel]]`,
  wantsTexts: (where: string) => `${where} wants a list of texts: ["…", "…"]`,
  wantsText: (where: string) => `${where} wants a text`,
  wantsNumberOrText: (where: string) => `${where} wants a number or a text`,
  wantsBoolean: (where: string) => `${where} wants true or false`,
  wantsNumber: (where: string, isWhole: boolean, least: number, most: number) =>
    `${where} wants a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most}`,

  noType: (where: string) => `${where} has no type: stdout, webhook or command`,
  noUrl: (where: string) => `${where} is a webhook without a url`,
  noHttp: (where: string) => `${where} is no http or https address`,
  holdsPassword: (where: string) =>
    `${where} holds a user and password: give them as headers, { Authorization = "Basic …" }`,
  noHeader: (where: string) => `${where} is no header of HTTP`,
  noCommand: (where: string) => `${where} is a command channel without a command`,
  wantsFullPath: (where: string, typed: string) =>
    `${where} ${typed} wants the full path of a program: what PATH finds may change`,
});
