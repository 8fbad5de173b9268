/** The man page fdtop(1), from the tables that drive the program. */
import { COMMANDS, type CommandEntry, FLAGS, type Flag, flagsOf, typedName } from '../config/flags.ts';
import { COLUMN_KEYS } from '../ui/column-keys.ts';
import { COLUMNS } from '../ui/columns.ts';
import { CHART_KEYS, keyTitle, PAGE_KEYS, REPLAY_KEYS, TABLE_KEYS } from '../ui/keys.ts';
import { bold, example, italic, item, literal, section, subsection, title } from './roff.ts';

interface Key {
  keys: readonly string[];
  help: string;
}

const KEYS: readonly (readonly [heading: string, keys: readonly Key[]])[] = [
  ['On the table', TABLE_KEYS],
  ['On a recording, besides', REPLAY_KEYS],
  ['On every page over the table', PAGE_KEYS],
  ['Where a history is shown, besides', CHART_KEYS],
  ['Where columns are chosen', COLUMN_KEYS],
];

const FILES = [
  ['~/.config/fdtop/config.toml', 'the configuration; $XDG_CONFIG_HOME stands for ~/.config'],
  ['/etc/fdtop/config.toml', 'the same for all users: what the first leaves out'],
  ['~/.local/state/fdtop/actions.log', 'who did what to whom, and what came of it, as lines of JSON'],
  ['/var/log/fdtop/actions.log', 'the same of what root did'],
  [
    '/var/lib/fdtop/watch.json',
    'what fdtop watch keeps over a restart, as root or with the StateDirectory of its unit',
  ],
  ['/var/lib/fdtop/held-up.json', 'processes that root’s fdtop leaves out, as they have held up who looked at them'],
  ['~/.cache/fdtop', 'compiled code'],
] as const;

const EXITS = [
  ['0', 'done'],
  ['1', 'failed, or what was done could not be verified'],
  ['2', 'usage: a word, a value or the configuration cannot be meant'],
  ['3', 'not permitted'],
  ['130', 'interrupted'],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR', 'no colours, where --color does not say otherwise'],
  ['TERM, COLORTERM', 'what the terminal can do'],
  ['LC_ALL, LC_CTYPE, LANG', 'ASCII only, unless their character set is UTF-8'],
  ['LC_ALL, LC_MESSAGES, LANG', 'the language, where --lang does not say otherwise: Spanish (es_*), else English'],
] as const;

/** The page as roff. `date` is that of the page: ISO 8601, a day. */
export function manual(version: string, date = new Date().toISOString().slice(0, 10)): string {
  return `${[
    `.\\" Made by src/tools/manual.ts from the tables of commands, options, keys and columns.`,
    title('fdtop', 1, date, `fdtop ${version}`),
    '.nh',
    '.ad l',
    section('NAME', `fdtop \\- ${literal('the top for file descriptors, Gunicorn first')}`),
    section('SYNOPSIS', `${bold('fdtop')} [${italic('COMMAND')}] [${italic('OPTIONS')}]`),
    section(
      'DESCRIPTION',
      literal(
        'Shows which process holds how many open files, how fast they grow and how long it has until "Too many open files"; what those files are; where in the Python source they come from; and replaces a leaking worker, verified. It reads /proc, never stops a process, and changes nothing unless that is confirmed.',
      ),
      '.PP',
      literal('Without a command it is the live screen; where stdout is no terminal, one snapshot.'),
    ),
    section('COMMANDS', ...COMMANDS.filter(({ name }) => name !== '').map(commandItem)),
    section(
      'OPTIONS',
      literal('They may stand in the configuration, too, where that is said.'),
      ...FLAGS.map(flagItem),
    ),
    section('KEYS', ...KEYS.flatMap(([heading, bindings]) => [subsection(heading), ...bindings.map(keyItem)])),
    section(
      'COLUMNS',
      `${literal('By their names, which ')}${bold('--columns')}${literal(' and filters take.')}`,
      ...COLUMNS.map(({ id, title, help }) => item(`${bold(title)} (${bold(id)})`, literal(help))),
    ),
    section(
      'CONFIGURATION',
      literal('TOML; the keys are the names of the options:'),
      example('warn = 500', 'leak = 5000', 'read-only = true'),
    ),
    section('FILES', ...FILES.map(([file, help]) => item(italic(file), literal(help)))),
    section('ENVIRONMENT', ...ENVIRONMENT.map(([names, help]) => item(bold(names), literal(help)))),
    section(
      'EXIT STATUS',
      ...EXITS.map(([code, help]) => item(code, literal(help))),
      '.PP',
      literal('fdtop check has those of Nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.'),
    ),
    section('SEE ALSO', ['lsof(8)', 'proc(5)', 'prlimit(1)', 'systemd.exec(5)'].map(literal).join(', ')),
  ].join('\n')}\n`;
}

function commandItem({ name, usage, help }: CommandEntry): string {
  const [, ...operands] = usage.split(' ');
  const own = flagsOf(name)
    .filter(({ commands }) => commands)
    .map(flag => bold(typedName(flag)));
  const options = own.length > 0 ? `\n.br\nOptions: ${own.join(', ')}` : '';
  return item([bold(`fdtop ${name}`), ...operands.map(italic)].join(' '), `${literal(help)}${options}`);
}

function flagItem(flag: Flag): string {
  const names = [flag.short && bold(`-${flag.short}`), bold(typedName(flag))].filter(Boolean).join(', ');
  const value = flag.value ? ` ${italic(flag.value)}` : '';
  return item(
    `${names}${value}`,
    `${literal(flag.help)}${flag.config ? literal('; configuration: ') + italic(flag.name) : ''}`,
  );
}

function keyItem({ keys, help }: Key): string {
  return item(keys.map(key => bold(keyTitle(key))).join(', '), literal(help));
}
