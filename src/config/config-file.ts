import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { printable } from '../model/printable.ts';
import { trustOf } from '../platform/path-trust.ts';
import { readPlainFile } from '../platform/plain-file.ts';
import { sayPath } from '../platform/say-path.ts';
import { userFolder } from '../platform/user-folder.ts';
import { words } from '../words/words.ts';
import { FLAGS, type Flag } from './flags.ts';
import { nearest } from './nearest.ts';
import { isTable, sectionOf } from './section.ts';
import { tomlLines } from './toml-lines.ts';
import { UsageError } from './usage-error.ts';

/** A value and where it was given: `--warn`, or `/etc/fdtop/config.toml line 3: warn`. */
export interface Given {
  value: unknown;
  where: string;
}

/** The tables that a file may have, each looked at by what it belongs to. */
const SECTIONS = ['watch', 'guard'];

const SYSTEM_FILE = '/etc/fdtop/config.toml';
/** As everywhere: `--config /dev/null` is no config at all. */
export const NO_FILE = '/dev/null';
/** No person writes so much; a file that is larger is something else. */
export const MOST_BYTES = 1_000_000;

/**
 * What the config files say, by option: the one asked for; else the user's and, for what that leaves out, the system's. A
 * table is taken as a whole: the user's `[watch]` stands in place of the system's. Root obeys only what nobody else can have
 * written, whatever HOME it was left with; `leaveOut` hears of each file that it does not obey, in a sentence.
 *
 * @throws UsageError that names file, line and key
 */
export function readConfigFiles(
  asked: string | null,
  leaveOut: (sentence: string) => void = () => {},
): Map<string, Given> {
  if (asked !== null) return readConfigFile(asked, readOrFail(asked));
  const given = new Map<string, Given>();
  for (const file of configFiles(null)) {
    const { text, why } = readUsual(file);
    if (why !== null) leaveOut(words().files.leftOut(printable(file), why));
    if (text !== null) for (const [key, value] of readConfigFile(file, text)) given.set(key, value);
  }
  return given;
}

/** The files that are read where they are there, the later before the earlier: the one asked for, or the usual ones. */
export function configFiles(asked: string | null): string[] {
  return asked === null ? [SYSTEM_FILE, ...userFiles()] : [asked];
}

/** Where a choice made on the screen is kept: in the file asked for, else in the user's own. Null for a user without a home. */
export function savedFile(asked: string | null): string | null {
  return asked ?? userFiles()[0] ?? null;
}

/** Every value as the command line would have it: text, or a boolean for a switch; a table as a Section. */
export function readConfigFile(file: string, text: string): Map<string, Given> {
  const said = words().configErrors;
  const given = new Map<string, Given>();
  const lineOf = tomlLines(text);
  const options = FLAGS.filter(({ config }) => config);
  for (const [key, value] of Object.entries(parseToml(file, text))) {
    const where = said.line(file, lineOf([key]), key);
    if (SECTIONS.includes(key)) {
      if (!isTable(value)) throw new UsageError(said.wantsTable(where, said.writeTable(key)));
      given.set(key, { value: sectionOf(file, text, [key], value), where });
      continue;
    }
    const flag = options.find(({ name }) => name === key);
    if (!flag) {
      const known = [...options.map(({ name }) => name), ...SECTIONS];
      throw new UsageError(said.unknownKey(where, nearest(key, known)));
    }
    given.set(key, { value: asTyped(flag, value, where), where });
  }
  return given;
}

/** As the command line would have it. */
function asTyped(flag: Flag, value: unknown, where: string): unknown {
  const said = words().configErrors;
  if (flag.isList) {
    if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value.join(',');
    throw new UsageError(said.wantsTexts(where));
  }
  const isFine = flag.value ? typeof value === 'string' || typeof value === 'number' : typeof value === 'boolean';
  if (!isFine) throw new UsageError(flag.value ? said.wantsNumberOrText(where) : said.wantsBoolean(where));
  return flag.value ? String(value) : value;
}

/** @throws UsageError that names file and line */
export function parseToml(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.split('\n');
    const why = what!.replace(/^Invalid TOML document: /, '');
    throw new UsageError(words().configErrors.line(file, error.line, why));
  }
}

/** A file that a person has named: its content is that person's word, but it is not waited for. */
function readOrFail(file: string): string {
  if (file === NO_FILE) return '';
  const read = readPlainFile(file, MOST_BYTES);
  if ('why' in read) throw new UsageError(sayPath(read.why, file, MOST_BYTES));
  return read.bytes.toString('utf8');
}

/**
 * One of the usual files. Both null: it is not there. `why`: root leaves it out; it neither waits for what another user has
 * put there, nor ends because of it.
 *
 * @throws UsageError where another user than root cannot read what is there
 */
export function readUsual(file: string): { text: string | null; why: string | null } {
  const nothing = { text: null, why: null };
  if (process.geteuid?.() !== 0) return isOthersOrMissing(file) ? nothing : { text: readOrFail(file), why: null };
  const { path, isThere, why } = trustOf(file, { by: 'root', what: 'file' });
  if (!isThere || (why !== null && isMissingInHomeOfSudoer(file))) return nothing;
  if (why !== null) return { text: null, why };
  const read = readPlainFile(path, MOST_BYTES);
  return 'why' in read
    ? { text: null, why: sayPath(read.why, path, MOST_BYTES) }
    : { text: read.bytes.toString('utf8'), why: null };
}

/** Where sudo leaves HOME as it was nothing is said of a file that was never there. */
function isMissingInHomeOfSudoer(file: string): boolean {
  const sudoer = Number(process.env.SUDO_UID);
  if (!Number.isInteger(sudoer) || sudoer <= 0) return false;
  return !trustOf(file, { by: sudoer, what: 'file' }).isThere;
}

function isOthersOrMissing(file: string): boolean {
  try {
    statSync(file);
    return false;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return true;
    // HOME of another user, as sudo and service managers may leave it: what stands there is not this user's.
    if (code === 'EACCES' && file !== SYSTEM_FILE && !isOwnHome()) return true;
    throw new UsageError(words().files.cannotRead(file, message));
  }
}

function isOwnHome(): boolean {
  try {
    return statSync(homedir()).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/** None for a user without a home. */
function userFiles(): string[] {
  const folder = userFolder('XDG_CONFIG_HOME', '.config');
  return folder === null ? [] : [join(folder, 'fdtop/config.toml')];
}
