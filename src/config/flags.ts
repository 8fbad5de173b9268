import { THEME_NAMES } from '../ui/themes.ts';
import { LANGUAGES } from '../words/words.ts';

/** What a shell may offer where a value is typed: a process, a path, or one of these words. */
export type Offers = 'pid' | 'file' | 'folder' | readonly string[];

/** THE table of options: the parser, the config file, `--help`, the man page, completions and README's table come from it. */
export interface Flag {
  /** As typed, without the dashes. */
  name: string;
  /** One letter that stands for it. */
  short?: string;
  /** What stands for its value in the help; none for a switch. */
  value?: string;
  offers?: Offers;
  help: string;
  /** Commands that take it, '' being the live screen; all of them when absent. */
  commands?: readonly string[];
  /** It is on unless `--no-NAME` turns it off. */
  onByDefault?: true;
  /** It may stand in config.toml, under the same name. */
  config?: true;
  /** Several words with commas between them; in config.toml a list. */
  isList?: true;
}

const WATCHES = ['', 'demo', 'record', 'replay', 'watch', 'fleet'];
/** They draw a screen. */
const SCREENS = ['', 'demo', 'replay', 'fleet'];
/** They choose among the instances that are found. */
const CHOOSES = ['types', 'diagnose', 'kill', 'recycle', 'reload', 'restart', 'limit', 'cure'];
/** They change the machine, and ask first. */
const ACTS = ['kill', 'recycle', 'reload', 'restart', 'limit', 'cure'];
/** They speak to people; what the others print is read by programs. */
const SPEAKS = [...SCREENS, 'types', 'origin', 'diagnose', ...ACTS];

export const FLAGS: readonly Flag[] = [
  { name: 'once', help: 'print one snapshot and exit', commands: ['', 'metrics', 'fleet'] },
  {
    name: 'json',
    help: 'print JSON (with --once, for types and diagnose, and line by line for watch)',
    commands: ['', 'types', 'origin', 'diagnose', 'fleet', 'watch', 'doctor'],
  },
  { name: 'all', help: 'show every process, not only Gunicorn', commands: ['', 'record'], config: true },
  {
    name: 'match',
    value: 'PATTERN',
    help: 'show servers whose command line matches, too',
    commands: ['', 'record', 'check', 'watch', 'metrics', ...CHOOSES],
    config: true,
  },
  {
    name: 'filter',
    value: 'EXPR',
    help: "show only what matches: words, or 'fds>1000 and not role=master'",
    commands: SCREENS,
    config: true,
  },
  {
    name: 'columns',
    value: 'NAMES',
    help: 'show these columns, in this order, as pid,fds,used',
    commands: SCREENS,
    config: true,
    isList: true,
  },
  {
    name: 'worst',
    help: 'the process with the most open files; for kill: the worst worker',
    commands: ['types', 'diagnose', 'kill'],
  },
  {
    name: 'replay',
    value: 'FILE',
    offers: 'file',
    help: 'diagnose what was recorded, not what runs now',
    commands: ['diagnose'],
  },
  {
    name: 'at',
    value: 'TIME',
    help: 'that moment of the recording: 14:05, 14:05:30 or ISO 8601 (default: its end)',
    commands: ['diagnose'],
  },
  { name: 'exact', help: 'read every link, not a sample', commands: ['types'] },
  { name: 'gunicorn', help: 'use the installed Gunicorn', commands: ['demo'] },
  {
    name: 'signal',
    value: 'NAME',
    offers: ['TERM', 'QUIT', 'INT', 'ABRT', 'KILL'],
    help: 'send this one signal: TERM, QUIT, INT, ABRT or KILL',
    commands: ['kill'],
  },
  {
    name: 'grace',
    value: 'SECONDS',
    help: 'after so long without an end: QUIT, then KILL (without it TERM alone, and its result is told)',
    commands: ['kill', 'recycle'],
    config: true,
  },
  {
    name: 'over',
    value: 'N',
    help: 'replace the workers with so many open files (default: --leak)',
    commands: ['recycle'],
  },
  {
    name: 'preflight',
    help: 'do not look first whether the app on disk loads; --preflight: look also where that runs code of another user',
    commands: ['kill', 'recycle', 'reload', 'restart'],
    onByDefault: true,
  },
  { name: 'nofile', value: 'N', help: 'LimitNOFILE to set (default 65536)', commands: ['cure'] },
  {
    name: 'max-requests',
    value: 'N',
    help: 'let Gunicorn replace a worker after so many requests',
    commands: ['cure'],
  },
  { name: 'max-requests-jitter', value: 'N', help: 'and at random up to so many later', commands: ['cure'] },
  {
    name: 'graceful-timeout',
    value: 'SECONDS',
    help: 'time that Gunicorn gives the requests of an ending worker',
    commands: ['cure'],
  },
  {
    name: 'max-size',
    value: 'MB',
    help: 'begin a new file at this size, and keep one before it (default 100)',
    commands: ['record'],
  },
  { name: 'growth', value: 'N', help: 'critical at so many more open files per second', commands: ['check'] },
  { name: 'eta', value: 'MIN', help: 'critical when the limit is nearer than so many minutes', commands: ['check'] },
  {
    name: 'act',
    value: 'recycle',
    offers: ['recycle'],
    help: 'replace leaking workers, too: the guard',
    commands: ['watch'],
  },
  { name: 'print-unit', help: 'print a systemd unit that runs this, and stop there', commands: ['watch'] },
  {
    name: 'listen',
    value: 'HOST:PORT',
    help: 'answer Prometheus here (default 127.0.0.1:9948)',
    commands: ['metrics'],
    config: true,
  },
  {
    name: 'allow-host',
    value: 'NAMES',
    help: 'answer requests for these names of this machine, too, as web-3.example.com',
    commands: ['metrics'],
    config: true,
    isList: true,
  },
  {
    name: 'textfile',
    value: 'DIR',
    offers: 'folder',
    help: "write DIR/fdtop.prom for node_exporter's textfile collector, in place of a server",
    commands: ['metrics'],
    config: true,
  },
  {
    name: 'prometheus',
    value: 'URL',
    help: 'the Prometheus that scrapes the fleet',
    commands: ['fleet'],
    config: true,
  },
  { name: 'undo', help: 'take back what cure has changed', commands: ['cure'] },
  { name: 'dry-run', help: 'show what would be done, and stop there', commands: [...ACTS, 'watch'] },
  { name: 'yes', short: 'y', help: 'do not ask', commands: ACTS },
  {
    name: 'interval',
    value: 'SECONDS',
    help: 'refresh this often (default 1)',
    commands: [...WATCHES, 'metrics'],
    config: true,
  },
  { name: 'warn', value: 'N', help: 'open files from which a process is worth a look (default 1000)', config: true },
  { name: 'leak', value: 'N', help: 'open files from which it leaks (default 10000)', config: true },
  { name: 'read-only', help: 'look, never touch: no action at all', commands: [...WATCHES, ...ACTS], config: true },
  {
    name: 'proc-root',
    value: 'DIR',
    offers: 'folder',
    help: 'read this proc tree (default /proc)',
    commands: ['', 'types', 'origin', 'diagnose', 'metrics', 'record', 'check', 'watch'],
  },
  { name: 'config', value: 'FILE', offers: 'file', help: 'read this file in place of config.toml' },
  {
    name: 'color',
    value: 'WHEN',
    offers: ['auto', 'always', 'never'],
    help: 'auto, always or never (default auto)',
    config: true,
  },
  {
    name: 'theme',
    value: 'NAME',
    offers: THEME_NAMES,
    help: `look of the screen: ${THEME_NAMES.join(', ')}`,
    commands: SCREENS,
    config: true,
  },
  {
    name: 'lang',
    value: 'LANGUAGE',
    offers: LANGUAGES,
    help: `language: ${LANGUAGES.join(' or ')} (default: that of the locale)`,
    commands: SPEAKS,
    config: true,
  },
  { name: 'vim', help: 'move with j and k, kill with X', commands: SCREENS, config: true },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', short: 'V', help: 'print the version' },
];

export interface CommandEntry {
  name: string;
  /** As typed, with its operands. */
  usage: string;
  help: string;
  /** The most that it takes. */
  operands: number;
  offers?: Offers;
}

/** THE table of commands, '' being the live screen. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: '', usage: '', help: 'the live screen; not on a terminal: one snapshot', operands: 0 },
  {
    name: 'types',
    usage: 'types PID|--worst',
    help: 'what the open files of one process are',
    operands: 1,
    offers: 'pid',
  },
  {
    name: 'origin',
    usage: 'origin PID',
    help: 'where in the Python source its open files come from',
    operands: 1,
    offers: 'pid',
  },
  {
    name: 'diagnose',
    usage: 'diagnose [PID|--worst]',
    help: 'who leaks, what, why, and what to do, on one page',
    operands: 1,
    offers: 'pid',
  },
  {
    name: 'trace-hook',
    usage: 'trace-hook',
    help: 'lines for gunicorn.conf.py that tell exactly who opens what',
    operands: 0,
  },
  {
    name: 'kill',
    usage: 'kill PID|--worst',
    help: 'replace a worker, and see its successor serve',
    operands: 1,
    offers: 'pid',
  },
  { name: 'recycle', usage: 'recycle [INSTANCE]', help: 'replace the leaking workers, one at a time', operands: 1 },
  { name: 'reload', usage: 'reload [INSTANCE]', help: 'new workers for old; master and limits stay', operands: 1 },
  {
    name: 'restart',
    usage: 'restart [INSTANCE]',
    help: 'restart the service, through the manager that owns it',
    operands: 1,
  },
  {
    name: 'limit',
    usage: 'limit PID|INSTANCE N',
    help: 'raise the live limit of open files',
    operands: 2,
    offers: 'pid',
  },
  { name: 'cure', usage: 'cure [INSTANCE]', help: 'the permanent fix, shown as a diff first', operands: 1 },
  { name: 'check', usage: 'check', help: 'one line and exit code for Nagios, Icinga and cron', operands: 0 },
  { name: 'watch', usage: 'watch', help: 'alerts when nobody looks, without a screen', operands: 0 },
  {
    name: 'record',
    usage: 'record FILE',
    help: 'keep what the screen would show, for later',
    operands: 1,
    offers: 'file',
  },
  { name: 'replay', usage: 'replay FILE', help: 'the screen over what was recorded', operands: 1, offers: 'file' },
  {
    name: 'metrics',
    usage: 'metrics',
    help: 'export to Prometheus, as a server or through node_exporter',
    operands: 0,
  },
  {
    name: 'fleet',
    usage: 'fleet --prometheus URL',
    help: 'the screen over every host that Prometheus scrapes',
    operands: 0,
  },
  { name: 'demo', usage: 'demo', help: 'the live screen on a leaking service of its own', operands: 0 },
  {
    name: 'doctor',
    usage: 'doctor',
    help: 'what fdtop can do here, and what not and why: for a bug report',
    operands: 0,
  },
  {
    name: 'completion',
    usage: 'completion SHELL',
    help: 'completions for bash, zsh or fish, to be sourced',
    operands: 1,
    offers: ['bash', 'zsh', 'fish'],
  },
];

export function flagsOf(command: string): readonly Flag[] {
  return FLAGS.filter(({ commands }) => !commands || commands.includes(command));
}

/** The command that is meant, before the words are looked at: the first that is one; '' for none. */
export function commandAmong(words: readonly string[]): string {
  return words.find(word => COMMANDS.some(({ name }) => name === word)) ?? '';
}

/** As it is typed to change what is so without it. */
export function typedName({ name, onByDefault }: Flag): string {
  return onByDefault ? `--no-${name}` : `--${name}`;
}
