import { accessSync, constants } from 'node:fs';
import { parseCmdline } from '../proc/cmdline.ts';
import { environmentVariable } from '../proc/environ.ts';
import { readFailure, tryReadProcFile } from '../proc/tree.ts';
import { type GunicornOptions, mergeCmdArgs, optionIn } from '../service/cmd-args.ts';
import type { UnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
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
  const said = words().cure;
  if (settings.unset.some(word => word === NAME || word.startsWith(`${NAME}=`))) {
    return { refused: said.unset(NAME, typed) };
  }
  const files = lookIntoFiles(settings.environmentFiles, typed);
  if ('refused' in files) return files;
  const given = onCommandLine(settings, masterPid, files.text, options);
  if ('refused' in given) return given;

  const configured = ours ?? settings.environment.get(NAME);
  const inherited = configured === undefined ? environmentOf(masterPid) : null;
  const base = configured ?? inherited ?? '';
  if (/[\x00-\x08\x0b-\x1f\x7f\ufffd]/.test(base)) {
    return { refused: said.badCharacters(NAME) };
  }
  const merged = mergeCmdArgs(base, given.left);
  if (merged === null) return { refused: said.openQuote(NAME, JSON.stringify(base)) };
  if (merged === base) return { cmdArgs: ours, notes: given.notes };
  return {
    cmdArgs: merged,
    notes: [
      ...given.notes,
      ...(base === '' ? [] : [said.kept(NAME, JSON.stringify(base))]),
      ...(inherited === null ? [] : [said.wrapper(NAME)]),
    ],
  };
}

/** All that the EnvironmentFile= files say. Refused when one of them sets GUNICORN_CMD_ARGS, or may. */
function lookIntoFiles(files: readonly string[], typed: string): { text: string } | { refused: string; denied?: true } {
  const texts: string[] = [];
  for (const file of files) {
    const said = words().cure;
    const { beats } = said;
    if (/[*?[]/.test(file)) {
      return {
        refused: said.manyFiles(file, beats, NAME, typed),
      };
    }
    try {
      accessSync(file, constants.R_OK);
      const read = readSmallFile(file);
      if (!read) return { refused: said.noPlainFile(file, beats, NAME) };
      texts.push(read.text);
    } catch (error) {
      if (readFailure(error) === 'gone') continue;
      return { refused: said.unreadable(file, beats, NAME), denied: true };
    }
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
    else if (there === value) notes.push(words().cure.onCommandLine(`--${name} ${value}`));
    else {
      return { refused: words().cure.commandLineBeats(name, there, NAME, fragment || null) };
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
