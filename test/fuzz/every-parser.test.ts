/** No parser of what others wrote goes without fuzzing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What its name says: it makes something of a text, of bytes, or of a file. */
const EXPORTED = /^export (?:async )?function\*? ((?:parse|read|decode)[A-Z]\w*|parse)\b/gm;

/** Those that need none of their own, and why. */
const LEFT_OUT: Record<string, string> = {
  readConfigFiles: 'finds the files; readConfigFile reads each',
  readUsual: 'finds the file; readConfigFile reads it',
  readForeignFile: 'gives the text as it is',
  readPlainFile: 'gives the bytes as they are',
  readProcText: 'gives the text as it is',
  readProcLines: 'gives the lines as they are',
  readProcLink: 'gives the link as it is',
  readHeldUp: 'a file that only root can have written',
  readCmdline: 'parseCmdline of a file',
  readMounts: 'parseMounts of a file',
  readLaterDropIns: 'looks for one line in files that root wrote',
  readHeartbeats: 'reads links and modes of a living process, by one pattern',
  readFdTypes: 'counts what parseFdLink and readNetTables give',
  readFdTypesInThread: 'readFdTypes in a thread',
  readFailure: 'an error of this program',
  readMaps: 'parseMaps of a file',
  readOrigins: 'walkHeap and readFacts, after findPython',
  readOriginsApart: 'readOrigins in another process',
  readOriginsOfItself: 'the same, of fdtop itself',
  readTraceHookApart: 'readTraceHook in another process',
  readTraceHook: 'asks a socket; parseTraceAnswer reads what it says',
  readServiceFacts: 'asks service managers, whose answers have parsers of their own',
  readServiceDetails: 'asks service managers, whose answers have parsers of their own',
  readShared: 'compares links of fds',
  readTypes: 'readFdTypes for the diagnosis',
  readDropIn: 'gives the text as it is; parseDropIn reads it',
  readUnitSettings: 'asks systemd; parseStrings and parseLimitValue read what it says',
  readHistories: 'asks Prometheus; parseAnswer reads what it says',
};

function filesIn(folder: string, ending: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter(name => name.endsWith(ending)).map(name => join(ROOT, folder, name));
}

const parsers = filesIn('src', '.ts').flatMap(file => {
  return [...readFileSync(file, 'utf8').matchAll(EXPORTED)].map(([, name]) => name!);
});
const tests = filesIn('test/fuzz', '.test.ts')
  .filter(file => !file.endsWith('every-parser.test.ts'))
  .map(file => readFileSync(file, 'utf8'))
  .join('\n');

test('each exported parse…, read… and decode… is in a fuzz test, or left out for a reason', () => {
  expect(parsers.length).toBeGreaterThan(50);
  const missing = parsers.filter(name => !(name in LEFT_OUT) && !new RegExp(`\\b${name}\\b`).test(tests));
  expect([...new Set(missing)]).toEqual([]);
});

test('nothing is left out that is not there any more', () => {
  expect(Object.keys(LEFT_OUT).filter(name => !parsers.includes(name))).toEqual([]);
});
