import { accessSync, constants } from 'node:fs';
import { parseCmdline } from '../proc/cmdline.ts';
import { environmentVariable } from '../proc/environ.ts';
import { readFailure, tryReadProcFile } from '../proc/tree.ts';
import { type GunicornOptions, mergeCmdArgs, optionIn } from '../service/cmd-args.ts';
import type { UnitSettings } from '../service/unit-settings.ts';
import { readSmallFile } from './small-file.ts';

const NAME = 'GUNICORN_CMD_ARGS';

/** `cmdArgs` null: the drop-in need not set it. */
export type Arguments = { cmdArgs: string | null; notes: string[] } | { refused: string; denied?: true };

/**
 * What the drop-in must set GUNICORN_CMD_ARGS to so that these options are in force. Gunicorn reads its config file first,
 * then GUNICORN_CMD_ARGS, then its command line, and the last one wins (gunicorn/app/base.py, load_config); for systemd
 * EnvironmentFile= beats Environment= (systemd.exec(5)). Where a drop-in cannot win it is refused, with what to edit instead.
 */
export function planArguments(
  settings: UnitSettings,
  masterPid: number,
  options: GunicornOptions,
  ours: string | null,
): Arguments {
  if (Object.keys(options).length === 0) return { cmdArgs: ours, notes: [] };
  const typed = Object.entries(options)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
  if (settings.unset.some(word => word === NAME || word.startsWith(`${NAME}=`))) {
    return { refused: `its unit has UnsetEnvironment=${NAME}: take that out, or put ${typed} into ExecStart` };
  }
  const files = lookIntoFiles(settings.environmentFiles, typed);
  if ('refused' in files) return files;
  const given = onCommandLine(settings, masterPid, files.text, options);
  if ('refused' in given) return given;

  const configured = ours ?? settings.environment.get(NAME);
  const inherited = configured === undefined ? environmentOf(masterPid) : null;
  const base = configured ?? inherited ?? '';
  if (/[\x00-\x08\x0b-\x1f\x7f\ufffd]/.test(base)) {
    return { refused: `its ${NAME} holds characters that no unit file can: mend that first` };
  }
  const merged = mergeCmdArgs(base, given.left);
  if (merged === null)
    return { refused: `a quote is not closed in its ${NAME}, ${JSON.stringify(base)}: mend that first` };
  if (merged === base) return { cmdArgs: ours, notes: given.notes };
  return {
    cmdArgs: merged,
    notes: [
      ...given.notes,
      ...(base === '' ? [] : [`${NAME} had ${JSON.stringify(base)}: kept, and added to.`]),
      ...(inherited === null
        ? []
        : [`Its unit does not set ${NAME}, but the master has it: a wrapper that exports it wins.`]),
    ],
  };
}

/** All that the EnvironmentFile= files say. Refused when one of them sets GUNICORN_CMD_ARGS, or may. */
function lookIntoFiles(files: readonly string[], typed: string): { text: string } | { refused: string; denied?: true } {
  const texts: string[] = [];
  for (const file of files) {
    const beats = `an EnvironmentFile= beats the Environment= of a drop-in`;
    if (/[*?[]/.test(file)) {
      return {
        refused: `its unit reads the files ${file}, and ${beats}: look whether one sets ${NAME}, and put ${typed} there`,
      };
    }
    try {
      accessSync(file, constants.R_OK);
      const read = readSmallFile(file);
      if (!read) return { refused: `${file} is no plain file, and ${beats}: whether it sets ${NAME} is not known` };
      texts.push(read.text);
    } catch (error) {
      if (readFailure(error) === 'gone') continue;
      const text = `${file} cannot be read, and ${beats}: whether it sets ${NAME} is not known; run fdtop cure with sudo`;
      return { refused: text, denied: true };
    }
    if (new RegExp(`^[ \\t]*${NAME}[ \\t]*=`, 'm').test(texts.at(-1)!)) {
      return {
        refused: `${file} sets ${NAME}, and ${beats}: put ${typed} into that line, and restart it (fdtop restart)`,
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
    .filter(([name]) => name !== NAME && isUsed(execStart, name))
    .map(([, value]) => value);
  const fromFiles = [...fileText.matchAll(/^[ \t]*(\w+)[ \t]*=(.*)$/gm)].filter(([, name]) => isUsed(execStart, name!));
  const running = parseCmdline(tryReadProcFile(`/proc/${masterPid}/cmdline`) ?? '').join(' ');
  const lines = [execStart, ...variables, ...fromFiles.map(([, , value]) => value!), running];
  const left: Record<string, string> = {};
  const notes: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    const there = lines.map(line => optionIn(line, name)).find(found => found !== null);
    if (there === undefined) left[name] = value;
    else if (there === value) notes.push(`--${name} ${value} is on its command line already.`);
    else {
      const refused = `its command line has --${name} ${there}, which beats ${NAME}: no drop-in can change it; edit the ExecStart of ${fragment || 'its unit'} (or what it starts), or leave out --${name}`;
      return { refused };
    }
  }
  return { left, notes };
}

/** `$NAME` or `${NAME}` in ExecStart. */
function isUsed(execStart: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`).test(execStart);
}

/** What the master was started with, where that can be read: setproctitle writes over it. */
function environmentOf(pid: number): string | null {
  return environmentVariable(tryReadProcFile(`/proc/${pid}/environ`) ?? '', NAME);
}
