/** THE table of options: the parser, `--help` and README's table come from it. */
export interface Flag {
  /** As typed, without the dashes. */
  name: string;
  /** One letter that stands for it. */
  short?: string;
  /** What stands for its value in the help; none for a switch. */
  value?: string;
  help: string;
  /** Commands that take it, '' being the live screen; all of them when absent. */
  commands?: readonly string[];
}

export const FLAGS: readonly Flag[] = [
  { name: 'once', help: 'print one snapshot and exit', commands: [''] },
  { name: 'json', help: 'print JSON (with --once, and for types)', commands: ['', 'types'] },
  { name: 'all', help: 'show every process, not only Gunicorn', commands: [''] },
  { name: 'match', value: 'REGEX', help: 'show servers whose command line matches, too', commands: ['', 'types'] },
  { name: 'worst', help: 'the process with the most open files', commands: ['types'] },
  { name: 'exact', help: 'read every link, not a sample', commands: ['types'] },
  { name: 'gunicorn', help: 'use the installed Gunicorn', commands: ['demo'] },
  { name: 'interval', value: 'SECONDS', help: 'refresh this often (default 1)', commands: ['', 'demo'] },
  { name: 'warn', value: 'N', help: 'open files from which a process is worth a look (default 1000)' },
  { name: 'leak', value: 'N', help: 'open files from which it leaks (default 10000)' },
  { name: 'read-only', help: 'look, never touch: no kill, no restart', commands: ['', 'demo'] },
  { name: 'proc-root', value: 'DIR', help: 'read this proc tree (default /proc)', commands: ['', 'types'] },
  { name: 'color', value: 'WHEN', help: 'auto, always or never (default auto)' },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', short: 'V', help: 'print the version' },
];

export const COMMANDS: readonly { name: string; usage: string; help: string }[] = [
  { name: '', usage: '', help: 'the live screen; not on a terminal: one snapshot' },
  { name: 'types', usage: 'types PID|--worst', help: 'what the open files of one process are' },
  { name: 'demo', usage: 'demo', help: 'the live screen on a leaking service of its own' },
];

export function flagsOf(command: string): readonly Flag[] {
  return FLAGS.filter(({ commands }) => !commands || commands.includes(command));
}
