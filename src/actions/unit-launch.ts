import { gunicornArguments } from '../gunicorn/claim.ts';
import { splitOptions } from '../gunicorn/options.ts';
import { type Foreign, foreign } from '../model/foreign.ts';
import { readForeignFile } from '../platform/foreign-file.ts';
import type { Reader } from '../platform/reader.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { ownerOfCgroup } from '../service/owner.ts';
import { askLines, isSystemdRunning, type UnitRef } from '../service/systemd.ts';
import { words } from '../words/words.ts';
import type { LaunchResult } from './launch.ts';
import { MOST_CONFIG_BYTES } from './settings.ts';

/** What systemd gives to every service of the system (systemd.exec(5), "Environment Variables in Spawned Processes"). */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const PROPERTIES = ['ExecStart', 'Environment', 'EnvironmentFiles', 'PassEnvironment', 'User', 'MainPID'];

/** What the kernel tells of a master under a title, too. */
interface Known {
  masterPid: number;
  cwd: Foreign;
  python: Foreign;
  readableBy: Reader | null;
}

/**
 * How systemd started the master of a unit: ExecStart and the unit's environment. Only where that can be read without a
 * guess: systemctl prints arguments without their quotes, so one with a space in it cannot be told from two.
 */
export async function launchOfUnit({ masterPid, cwd, python, readableBy }: Known): Promise<LaunchResult> {
  const said = words().checks;
  const owner = ownerOfCgroup(parseCgroupPath(tryReadProcFile(`/proc/${masterPid}/cgroup`) ?? ''));
  const isUnit = owner.unit !== null && owner.manager.startsWith('systemd') && isSystemdRunning();
  if (!isUnit) return { why: said.noUnitTells(said.titled) };
  const ref = { unit: owner.unit!, uid: owner.uid };
  const shown = await linesOfUnit(ref);
  const why = said.unitSilent(said.titled, ref.unit);
  if (!shown) return { why: said.notAsked(why) };
  if (Number(shown.get('MainPID')?.[0]?.raw) !== masterPid) return { why: said.otherProcess(why) };
  const argv = parseExecStart((shown.get('ExecStart') ?? []).map(({ raw }) => raw).join('\n'))?.map(foreign) ?? null;
  const args = argv && gunicornArguments({ argv, comm: foreign('gunicorn') });
  if (!args) return { why: said.noPlainCall(why) };
  const applications = splitOptions(args).filter(({ name }) => name === null);
  if (applications.length > 1) return { why: said.holdsSpace(why) };

  const { env, doubt } = await environmentOf(shown, ref);
  return {
    root: `/proc/${masterPid}/root`,
    python,
    program: argv.slice(0, argv.length - args.length),
    args,
    cwd,
    env,
    doubt,
    readableBy,
  };
}

/** The arguments in `{ path=/usr/bin/gunicorn ; argv[]=/usr/bin/gunicorn app:app ; ignore_errors=no ; … }`; null when unsure. */
export function parseExecStart(text: string): string[] | null {
  const [, path, line] = /^\{ path=(\S+) ; argv\[\]=(.*?) ; (?:ignore_errors|flags)=/s.exec(text) ?? [];
  // A variable is shown as it is written, a quote may stand for anything.
  if (path === undefined || line === undefined || /["'\\$]/.test(line)) return null;
  return [path, ...line.split(' ').slice(1)];
}

/** By property; a property with several values is shown line by line. */
async function linesOfUnit(ref: UnitRef): Promise<Map<string, Foreign[]> | null> {
  const { lines } = await askLines(ref, PROPERTIES);
  if (lines === null) return null;
  const values = new Map<string, Foreign[]>();
  for (const [name, value] of lines) {
    if (value.raw !== '') values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

/** `doubt`: what of it may not be as the master got it. */
async function environmentOf(
  shown: Map<string, Foreign[]>,
  { uid }: UnitRef,
): Promise<{ env: Record<string, Foreign>; doubt: string | null }> {
  const env: Record<string, Foreign> = { PATH: foreign(SYSTEMD_PATH), LANG: foreign('C.UTF-8') };
  if (uid !== null) return { env, doubt: words().checks.userEnvironment };
  const user = shown.get('User')?.[0];
  const login = user === undefined ? {} : await loginVariables(user.raw);
  if (!login) return { env, doubt: words().checks.noPasswd(`${user}`) };
  Object.assign(env, login);
  const text = shown.get('Environment')?.[0]?.raw ?? '';
  if (/["'\\$]/.test(text) || shown.has('PassEnvironment')) return { env, doubt: words().checks.oddEnvironment };
  for (const word of text.split(' ')) addVariable(env, word);
  for (const line of shown.get('EnvironmentFiles') ?? []) {
    const file = foreign(line.raw.replace(/ \(ignore_errors=(?:yes|no)\)$/, ''));
    if (!(await addFile(env, file.raw))) return { env, doubt: words().checks.oddFile(`${file}`) };
  }
  return { env, doubt: null };
}

/** What User= brings along (systemd.exec(5)); null for a user that is not found. */
async function loginVariables(user: string): Promise<Record<string, Foreign> | null> {
  const lines = ((await textOf('/etc/passwd')) ?? '').split('\n').map(line => line.split(':'));
  const entry = lines.find(([name, , uid]) => name === user || uid === user);
  if (!entry) return null;
  const [name, , , , , home, shell] = entry as [string, ...string[]];
  return { USER: foreign(name), LOGNAME: foreign(name), HOME: foreign(home!), SHELL: foreign(shell!) };
}

function addVariable(env: Record<string, Foreign>, word: string): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) env[name] = foreign(value!);
}

/** Lines of `NAME=value` or `NAME="value"` (systemd.exec(5), EnvironmentFile=); false for anything more artful. */
async function addFile(env: Record<string, Foreign>, file: string): Promise<boolean> {
  // Gone: it would not have started without one that it needs.
  const read = await readForeignFile({ root: '/', path: file, mostBytes: MOST_CONFIG_BYTES, readableBy: null });
  if ('why' in read) return read.problem === 'gone';
  const text = read.text.raw;
  for (const line of text.split('\n').map(each => each.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const [, name, quoted, plain] = /^([A-Za-z_]\w*)=(?:"([^"\\$`]*)"|'[^'\\]*'|([^"'\\]*))$/.exec(line) ?? [];
    if (name === undefined) return false;
    env[name] = foreign(quoted ?? plain ?? line.slice(name.length + 2, -1));
  }
  return true;
}

/** Of a file that only systemd, or an administrator, names: root's fdtop reads it as systemd does. */
async function textOf(path: string): Promise<string | null> {
  const read = await readForeignFile({ root: '/', path, mostBytes: MOST_CONFIG_BYTES, readableBy: null });
  return 'text' in read ? read.text.raw : null;
}
