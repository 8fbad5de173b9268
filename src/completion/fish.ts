import { COMMANDS, FLAGS, type Flag, type Offers, typedName } from '../config/flags.ts';

/** Completions for fish, from the tables: `fdtop completion fish | source`. fish's complete(1). */
export function fishCompletion(): string {
  const commands = COMMANDS.filter(({ name }) => name !== '');
  const names = commands.map(({ name }) => name).join(' ');
  return `${[
    '# fish completion of fdtop; made by: fdtop completion fish',
    'complete -c fdtop -f',
    ...commands.map(
      ({ name, help }) =>
        `complete -c fdtop -n ${quoted(`not __fish_seen_subcommand_from ${names}`)} -a ${name} -d ${quoted(help)}`,
    ),
    ...commands.flatMap(({ name, offers }) =>
      offers === undefined
        ? []
        : [`complete -c fdtop -n ${quoted(`__fish_seen_subcommand_from ${name}`)} ${offered(offers)}`],
    ),
    ...FLAGS.map(flag => flagLine(flag, names)),
  ].join('\n')}\n`;
}

function flagLine(flag: Flag, names: string): string {
  const { short, value, offers, help } = flag;
  const words = [
    'complete -c fdtop',
    conditionOf(flag, names),
    short && `-s ${short}`,
    `-l ${typedName(flag).slice(2)}`,
    value !== undefined && (offers === undefined ? '-x' : `-r ${offered(offers)}`),
    `-d ${quoted(help)}`,
  ];
  return words.filter(Boolean).join(' ');
}

/** The live screen is there where no command is. */
function conditionOf({ commands }: Flag, names: string): string {
  if (commands === undefined) return '';
  const named = commands.filter(name => name !== '').join(' ');
  const within = named && `__fish_seen_subcommand_from ${named}`;
  const without = commands.includes('') && `not __fish_seen_subcommand_from ${names}`;
  return `-n ${quoted([within, without].filter(Boolean).join('; or '))}`;
}

function offered(offers: Offers): string {
  const ways = { pid: "-x -a '(__fish_complete_pids)'", file: '-F', folder: "-x -a '(__fish_complete_directories)'" };
  return typeof offers === 'string' ? ways[offers] : `-x -a ${quoted(offers.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
