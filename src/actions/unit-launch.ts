import { existsSync } from 'node:fs';
import { gunicornArguments } from '../gunicorn/claim.ts';
import { splitOptions } from '../gunicorn/options.ts';
import { printable } from '../model/printable.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { ownerOfCgroup } from '../service/owner.ts';
import { askUnit, isSystemdRunning, type UnitRef } from '../service/systemd.ts';
import { words } from '../words/words.ts';
import type { LaunchResult } from './launch.ts';
import { readSmallFile } from './small-file.ts';

/** What systemd gives to every service of the system (systemd.exec(5), "Environment Variables in Spawned Processes"). */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const PROPERTIES = ['ExecStart', 'Environment', 'EnvironmentFiles', 'PassEnvironment', 'User', 'MainPID'];

/** What the kernel tells of a master under a title, too. */
interface Known {
  masterPid: number;
  cwd: string;
  python: string;
}

/**
 * How systemd started the master of a unit: ExecStart and the unit's environment. Only where that can be read without a
 * guess: systemctl prints arguments without their quotes, so one with a space in it cannot be told from two.
 */
export async function launchOfUnit({ masterPid, cwd, python }: Known): Promise<LaunchResult> {
  const said = words().checks;
  const owner = ownerOfCgroup(parseCgroupPath(tryReadProcFile(`/proc/${masterPid}/cgroup`) ?? ''));
  const isUnit = owner.unit !== null && owner.manager.startsWith('systemd') && isSystemdRunning();
  if (!isUnit) return { why: said.noUnitTells(said.titled) };
  const ref = { unit: owner.unit!, uid: owner.uid };
  const shown = await linesOfUnit(ref);
  const why = said.unitSilent(said.titled, ref.unit);
  if (!shown) return { why: said.notAsked(why) };
  if (Number(shown.get('MainPID')?.[0]) !== masterPid) return { why: said.otherProcess(why) };
  const argv = parseExecStart(shown.get('ExecStart')?.join('\n') ?? '');
  const args = argv && gunicornArguments({ argv, comm: 'gunicorn' });
  if (!args) return { why: said.noPlainCall(why) };
  const applications = splitOptions(args).filter(({ name }) => name === null);
  if (applications.length > 1) return { why: said.holdsSpace(why) };

  const { env, doubt } = environmentOf(shown, ref);
  return {
    root: `/proc/${masterPid}/root`,
    python,
    program: argv.slice(0, argv.length - args.length),
    args,
    cwd,
    env,
    doubt,
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
async function linesOfUnit(ref: UnitRef): Promise<Map<string, string[]> | null> {
  const { ran } = await askUnit(ref, PROPERTIES);
  if (!ran.ok) return null;
  const lines = new Map<string, string[]>();
  for (const line of ran.stdout.split('\n')) {
    const [name, value] = line.split(/=(.*)/s, 2) as [string, string | undefined];
    if (value) lines.set(name, [...(lines.get(name) ?? []), value]);
  }
  return lines;
}

/** `doubt`: what of it may not be as the master got it. */
function environmentOf(shown: Map<string, string[]>, { uid }: UnitRef) {
  const env: Record<string, string> = { PATH: SYSTEMD_PATH, LANG: 'C.UTF-8' };
  if (uid !== null) return { env, doubt: words().checks.userEnvironment };
  const user = shown.get('User')?.[0];
  const login = user === undefined ? {} : loginVariables(user);
  if (!login) return { env, doubt: words().checks.noPasswd(printable(user!)) };
  Object.assign(env, login);
  const text = shown.get('Environment')?.[0] ?? '';
  if (/["'\\$]/.test(text) || shown.has('PassEnvironment')) return { env, doubt: words().checks.oddEnvironment };
  for (const word of text.split(' ')) addVariable(env, word);
  for (const line of shown.get('EnvironmentFiles') ?? []) {
    const file = line.replace(/ \(ignore_errors=(?:yes|no)\)$/, '');
    if (!addFile(env, file)) return { env, doubt: words().checks.oddFile(printable(file)) };
  }
  return { env, doubt: null };
}

/** What User= brings along (systemd.exec(5)); null for a user that is not found. */
function loginVariables(user: string): Record<string, string> | null {
  const lines = (readSmallFile('/etc/passwd')?.text ?? '').split('\n').map(line => line.split(':'));
  const entry = lines.find(([name, , uid]) => name === user || uid === user);
  if (!entry) return null;
  const [name, , , , , home, shell] = entry as [string, ...string[]];
  return { USER: name, LOGNAME: name, HOME: home!, SHELL: shell! };
}

function addVariable(env: Record<string, string>, word: string): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) env[name] = value!;
}

/** Lines of `NAME=value` or `NAME="value"` (systemd.exec(5), EnvironmentFile=); false for anything more artful. */
function addFile(env: Record<string, string>, file: string): boolean {
  // Gone: it would not have started without one that it needs.
  if (!existsSync(file)) return true;
  const text = readSmallFile(file)?.text;
  if (text === undefined) return false;
  for (const line of text.split('\n').map(each => each.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const [, name, quoted, plain] = /^([A-Za-z_]\w*)=(?:"([^"\\$`]*)"|'[^'\\]*'|([^"'\\]*))$/.exec(line) ?? [];
    if (name === undefined) return false;
    env[name] = quoted ?? plain ?? line.slice(name.length + 2, -1);
  }
  return true;
}
