/** Every command of fdtop, as it is run on what mallory sets: a new one of src/config/flags.ts must have its place here. */
import { COMMANDS } from '../../src/config/flags.ts';
import type { Aim } from './mallory.ts';

export interface CommandRun {
  /** As it is called in the table. */
  title: string;
  /** For programs to read: where it says the same as the one for people, only texts make a difference. */
  isJson: boolean;
  args: string[];
  /** A look or a dry run must not wait for anybody; what acts may, and is interrupted. */
  kind: 'looks' | 'dry' | 'acts' | 'stays';
  /** Seconds in which it must have ended by itself. */
  limit: number;
  codes: readonly number[];
}

export interface Place {
  /** A port that is free. */
  port: number;
  /** A folder that only root may write to. */
  folder: string;
}

type Kind = CommandRun['kind'];

/** 0 done, 1 failed or refused, 2 wrong use, 3 not permitted, 130 Ctrl-C. */
const CODES = [0, 1, 2, 3, 130];

function run(kind: Kind, args: string[], title: string, limit = 30): CommandRun {
  return { title, isJson: args.includes('--json'), args, kind, limit, codes: CODES };
}

const pidOf = ({ worker, master }: Aim) => `${worker ?? master}`;
const looks = (args: string[], title = args.join(' ').replace(/\b\d+\b/g, 'PID')) => run('looks', args, title);
const acts = (args: string[], title: string) => [
  run('dry', [...args, '--dry-run'], `${title} --dry-run`),
  run('acts', [...args, '--yes'], `${title} --yes`),
];

/** About one process or instance. */
const OF_AIM: Record<string, (aim: Aim) => CommandRun[]> = {
  '': () => [looks(['--once']), looks(['--once', '--all', '--json']), looks(['--once', '--match', 'shop|gunicorn'])],
  types: aim => [looks(['types', pidOf(aim)]), looks(['types', pidOf(aim), '--exact', '--json'])],
  origin: aim => [looks(['origin', pidOf(aim)]), looks(['origin', pidOf(aim), '--json'])],
  diagnose: aim => [
    run('looks', ['diagnose', pidOf(aim)], 'diagnose PID', 60),
    run('looks', ['diagnose', pidOf(aim), '--json'], 'diagnose PID --json', 60),
  ],
  kill: aim => acts(['kill', pidOf(aim)], 'kill PID'),
  recycle: ({ master }) => acts(['recycle', `${master}`, '--over', '1'], 'recycle'),
  reload: ({ master }) => acts(['reload', `${master}`], 'reload'),
  restart: ({ master }) => acts(['restart', `${master}`], 'restart'),
  limit: aim => acts(['limit', pidOf(aim), '16000'], 'limit'),
  cure: ({ master }) => [
    ...acts(['cure', `${master}`, '--max-requests', '1000'], 'cure'),
    run('acts', ['cure', `${master}`, '--undo', '--yes'], 'cure --undo --yes'),
  ],
  check: () => [looks(['check', '--warn', '1'], 'check')],
};

/** About the whole machine: they are run where many tricks stand at once. */
const OF_ALL: Record<string, (place: Place) => CommandRun[]> = {
  types: () => [looks(['types', '--worst'])],
  diagnose: () => [run('looks', ['diagnose', '--worst'], 'diagnose --worst', 60)],
  kill: () => [run('dry', ['kill', '--worst', '--dry-run'], 'kill --worst --dry-run')],
  'trace-hook': () => [looks(['trace-hook'])],
  watch: ({ folder }) => [
    run('stays', ['watch', '--interval', '1', '--warn', '1'], 'watch'),
    run('stays', ['watch', '--interval', '1', '--warn', '1', '--json'], 'watch --json'),
    run(
      'stays',
      ['watch', '--interval', '1', '--act', 'recycle', '--dry-run', '--leak', '1'],
      'watch --act recycle --dry-run',
    ),
    run('stays', ['watch', '--interval', '1', '--act', 'recycle'], 'watch --act recycle'),
    ...['guard-all', 'guard-honest'].map(name =>
      run(
        'stays',
        ['watch', '--interval', '1', '--act', 'recycle', '--config', `${folder}/${name}.toml`],
        `watch --act recycle, ${name}`,
      ),
    ),
    run('looks', ['watch', '--act', 'recycle', '--print-unit'], 'watch --print-unit'),
  ],
  record: ({ folder }) => [run('stays', ['record', `${folder}/recording`, '--all', '--interval', '1'], 'record FILE')],
  replay: ({ folder }) => [
    looks(['replay', `${folder}/recording`], 'replay FILE'),
    looks(['diagnose', '--worst', '--replay', `${folder}/recording`], 'diagnose --replay FILE'),
  ],
  metrics: ({ port, folder }) => [
    run('stays', ['metrics', '--listen', `127.0.0.1:${port}`, '--interval', '1'], 'metrics'),
    looks(['metrics', '--once', '--textfile', folder], 'metrics --textfile'),
  ],
  // Nobody answers there: what a Prometheus may say is not mallory's.
  fleet: () => [looks(['fleet', '--once', '--prometheus', 'http://127.0.0.1:1'], 'fleet')],
  demo: () => [looks(['demo'], 'demo, not on a terminal')],
  doctor: () => [looks(['doctor']), looks(['doctor', '--json'])],
  completion: () => ['bash', 'zsh', 'fish'].map(shell => looks(['completion', shell])),
};

/** `[guard]` of root's own files: one that cares for all, one for the honest one alone. */
export const GUARDS: Record<string, string> = {
  'guard-all': '[guard]\nover = 25\nsamples = 1\ncooldown = 0\n',
  'guard-honest': '[guard]\nover = 25\nsamples = 1\ncooldown = 0\nonly = ["honest-shop"]\n',
};

export const runsOfAim = (aim: Aim): CommandRun[] => Object.values(OF_AIM).flatMap(make => make(aim));
export const runsOfAll = (place: Place): CommandRun[] => Object.values(OF_ALL).flatMap(make => make(place));

/** Commands of fdtop that no test runs. */
export function forgotten(): string[] {
  return COMMANDS.map(({ name }) => name).filter(name => !(name in OF_AIM) && !(name in OF_ALL));
}
