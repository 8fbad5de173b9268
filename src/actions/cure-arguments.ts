import { type Foreign, foreign, rawOf } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import { readForeignFile } from '../platform/foreign-file.ts';
import { parseCmdline } from '../proc/cmdline.ts';
import { environmentVariable } from '../proc/environ.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { type GunicornOptions, mergeCmdArgs, optionIn } from '../service/cmd-args.ts';
import type { UnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { MOST_CONFIG_BYTES } from './settings.ts';

const NAME = 'GUNICORN_CMD_ARGS';
/** As long as a variable can be (MAX_ARG_STRLEN, execve(2)). */
const LONGEST = 131_072;

/** `cmdArgs` null: the drop-in need not set it. */
export type Arguments = { cmdArgs: string | null; notes: string[] } | { refused: string; denied?: true };

/**
 * What the drop-in must set GUNICORN_CMD_ARGS to so that these options are in force. Gunicorn reads its config file first,
 * then GUNICORN_CMD_ARGS, then its command line, and the last one wins (gunicorn/app/base.py, load_config); for systemd
 * EnvironmentFile= beats Environment= (systemd.exec(5)). Where a drop-in cannot win it is refused, with what to edit instead.
 */
export async function planArguments(
  settings: UnitSettings,
  masterPid: number,
  options: GunicornOptions,
  ours: string | null,
): Promise<Arguments> {
  if (Object.keys(options).length === 0) return { cmdArgs: ours, notes: [] };
  const typed = Object.entries(options)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
  const said = words().cure;
  if (settings.unset.some(({ raw }) => raw === NAME || raw.startsWith(`${NAME}=`))) {
    return { refused: said.unset(NAME, typed) };
  }
  const files = await lookIntoFiles(settings.environmentFiles, typed);
  if ('refused' in files) return files;
  const given = onCommandLine(settings, masterPid, files.text, options);
  if ('refused' in given) return given;

  const configured = ours ?? settings.environment.get(NAME)?.raw;
  const inherited = configured === undefined ? (environmentOf(masterPid)?.raw ?? null) : null;
  const base = configured ?? inherited ?? '';
  // What cannot be seen in the diff that is agreed to is not written.
  if (base.includes('\ufffd') || printable(base, LONGEST) !== base.replace(/[\t\n]+/g, ' ')) {
    return { refused: said.badCharacters(NAME) };
  }
  const merged = mergeCmdArgs(base, given.left);
  if (merged === null) return { refused: said.openQuote(NAME, JSON.stringify(printable(base))) };
  if (merged === base) return { cmdArgs: ours, notes: given.notes };
  return {
    cmdArgs: merged,
    notes: [
      ...given.notes,
      ...(base === '' ? [] : [said.kept(NAME, JSON.stringify(printable(base)))]),
      ...(inherited === null ? [] : [said.wrapper(NAME)]),
    ],
  };
}

/** All that the EnvironmentFile= files say. Refused when one of them sets GUNICORN_CMD_ARGS, or may. */
async function lookIntoFiles(
  files: readonly Foreign[],
  typed: string,
): Promise<{ text: string } | { refused: string; denied?: true }> {
  const texts: string[] = [];
  for (const { raw } of files) {
    const file = `${foreign(raw)}`;
    const said = words().cure;
    const { beats } = said;
    if (/[*?[]/.test(raw)) {
      return {
        refused: said.manyFiles(file, beats, NAME, typed),
      };
    }
    // systemd's word, and so root's: nobody else has named it.
    const read = await readForeignFile({ root: '/', path: raw, mostBytes: MOST_CONFIG_BYTES, readableBy: null });
    if ('why' in read) {
      if (read.problem === 'gone') continue;
      if (read.problem === 'permission') return { refused: said.unreadable(file, beats, NAME), denied: true };
      return { refused: said.noPlainFile(file, beats, NAME) };
    }
    texts.push(read.text.raw);
    if (new RegExp(`^[ \\t]*${NAME}[ \\t]*=`, 'm').test(texts.at(-1)!)) {
      return {
        refused: said.fileSets(file, NAME, beats, typed),
      };
    }
  }
  return { text: texts.join('\n') };
}

/** Options that are given on the command line already are left out; one with another value cannot be changed from outside. */
function onCommandLine(
  { execStart, environment, fragment }: UnitSettings,
  masterPid: number,
  fileText: string,
  options: GunicornOptions,
): { left: GunicornOptions; notes: string[] } | { refused: string } {
  const variables = [...environment]
    .filter(([name]) => name !== NAME && isUsed(execStart.raw, name))
    .map(([, value]) => value.raw);
  const fromFiles = [...fileText.matchAll(/^[ \t]*(\w+)[ \t]*=(.*)$/gm)].filter(([, name]) =>
    isUsed(execStart.raw, name!),
  );
  const running = rawOf(parseCmdline(tryReadProcFile(`/proc/${masterPid}/cmdline`) ?? '')).join(' ');
  const lines = [execStart.raw, ...variables, ...fromFiles.map(([, , value]) => value!), running];
  const left: Record<string, string> = {};
  const notes: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    const there = lines.map(line => optionIn(line, name)).find(found => found !== null);
    if (there === undefined) left[name] = value;
    else if (there === value) notes.push(words().cure.onCommandLine(`--${name} ${value}`));
    else {
      return { refused: words().cure.commandLineBeats(name, printable(there), NAME, `${fragment}` || null) };
    }
  }
  return { left, notes };
}

/** `$NAME` or `${NAME}` in ExecStart. */
function isUsed(execStart: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`).test(execStart);
}

/** What the master was started with, where that can be read: setproctitle writes over it. */
function environmentOf(pid: number): Foreign | null {
  return environmentVariable(tryReadProcFile(`/proc/${pid}/environ`) ?? '', NAME);
}
