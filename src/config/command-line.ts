import meow from 'meow';
import { words } from '../words/words.ts';
import { checkWords, unknownOption } from './check-words.ts';
import { COMMANDS, FLAGS, flagsOf } from './flags.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export interface CommandLine {
  command: string;
  args: string[];
  /** By name as typed; the values not looked at yet. */
  flags: Record<string, unknown>;
  /** Asked for in place of the command. */
  show: 'help' | 'version' | null;
}

/** Splits the arguments into command, operands and flags. Throws a UsageError for a word that fdtop does not know. */
export function parseCommandLine(argv: readonly string[], version: string, importMeta: ImportMeta): CommandLine {
  checkWords(argv);
  const cli = meow({
    importMeta,
    argv: [...argv],
    pkg: { name: 'fdtop', description: 'The top for file descriptors, Gunicorn first' },
    version,
    description: false,
    help: false,
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: Object.fromEntries(
      FLAGS.map(({ name, short, value }) => [
        camelCase(name),
        { type: value ? 'string' : 'boolean', shortFlag: short },
      ]),
    ),
  });
  const [command, ...args] = commandOf(cli.input.map(String));
  const flags: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(cli.flags)) {
    if (value !== undefined) flags[checkedFlag(kebabCase(name), command)] = value;
  }
  const show = flags.version === true ? 'version' : null;
  return { command, args, flags, show: flags.help === true ? 'help' : show };
}

function commandOf(input: string[]): [command: string, ...args: string[]] {
  const [word, ...args] = input;
  if (word === undefined) return [''];
  const names = COMMANDS.map(({ name }) => name).filter(name => name !== '');
  if (names.includes(word)) return [word, ...args];
  throw new UsageError(words().usage.unknownCommand(word, nearest(word, names)));
}

function checkedFlag(name: string, command: string): string {
  const allowed = flagsOf(command).map(flag => flag.name);
  if (allowed.includes(name)) return name;
  const typed = name.length === 1 ? `-${name}` : `--${name}`;
  if (FLAGS.some(flag => flag.name === name)) {
    throw new UsageError(words().usage.notOfCommand(typed, command));
  }
  throw new UsageError(unknownOption(typed, command));
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
