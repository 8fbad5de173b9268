import { type Foreign, foreign, rawOf } from '../model/foreign.ts';
import type { Role } from '../model/snapshot.ts';
import type { Heartbeat } from '../proc/heartbeat.ts';
import { applicationName } from './arguments.ts';

/** What the kernel tells of one process: all that is needed to say whether it is Gunicorn. */
export interface ProcessFacts {
  pid: number;
  ppid: number;
  startTime: number;
  comm: Foreign;
  argv: readonly Foreign[];
  /** It leads its process group: a master may, a forked worker never does. */
  leadsGroup: boolean;
  /** Its `wgunicorn-` heartbeat files; none also where its fds may not be read. */
  heartbeats: readonly Heartbeat[];
  /** GUNICORN_PID of its environment: the master that re-executed itself into this one (USR2). Null when unknown. */
  upgradedFrom: number | null;
}

/** Why a process is believed to be part of a Gunicorn, or of another server that was asked for. */
export interface Claim {
  /** What its own title says; null when it has no title and its place in the tree decides. */
  titledRole: Role | null;
  name: Foreign | null;
  /** It was asked for by --match; its children of the same program belong to it. */
  matched: boolean;
}

/**
 * gunicorn/util.py, _setproctitle; roles of gunicorn/arbiter.py, workers/base.py and dirty/. A title longer than the
 * room for it (the arguments and the environment at exec) is cut off, the bracket with it.
 */
const TITLE = /^gunicorn: (master|worker|dirty-arbiter|dirty-worker)(?![\w-])(?: \[(.*?)\]?$)?/s;

/** The script's own name, as distributions and virtualenvs install it. Not `gunicornc`, its control client. */
const SCRIPT =
  /^(?:\.?gunicorn|gunicorn3|gunicorn-?3(?:\.\d+)?|gunicorn_django|gunicorn_paster)(?:-wrapped|\.py|\.exe)?$/;
const MODULE = /^gunicorn(?:\.__main__|\.app\.wsgiapp)?$/;

/** The names under which Python is installed. */
export const PYTHON = /^(?:platform-)?(?:python|pypy)[\d.]*(?:t|d|-dbg|-intel64)?$/;
const SHELL = /^-?(?:ba|da|a|z|k|c|tc|fi|r)?sh$|^busybox$/;

/** Options of the Python interpreter that take their value from the next argument. */
const PYTHON_OPTION_WITH_VALUE = /^-[bBdEhiIOPqRsStTuvVx]*[XW]$|^--check-hash-based-pycs$/;
const PYTHON_COMMAND = /^-[bBdEhiIOPqRsStTuvVx]*c/;
const PYTHON_MODULE = /^-[bBdEhiIOPqRsStTuvVx]*m(.*)$/;

/** The claim of a process to be part of a Gunicorn; null when it has none. */
export function gunicornClaim(facts: ProcessFacts): Claim | null {
  const program = facts.argv[0]?.raw ?? '';
  const title = TITLE.exec(program);
  if (title)
    return { titledRole: title[1] as Role, name: title[2] === undefined ? null : foreign(title[2]), matched: false };
  if (isShell(program)) return null;

  const args = gunicornArguments(facts);
  if (args) return { titledRole: null, name: applicationName(args), matched: false };
  if (facts.heartbeats.length === 0) return null;
  return { titledRole: null, name: foreign(embeddingName(rawOf(facts.argv))), matched: false };
}

/** Whether its heartbeat file is worth a look: a Python program that nothing else gives away may embed Gunicorn. */
export function mayEmbedGunicorn(argv: readonly Foreign[]): boolean {
  return isPython(argv[0]?.raw ?? '');
}

/** The arguments given to Gunicorn when this process runs it, whether as a script, a module, or a frozen program. */
export function gunicornArguments({ argv, comm }: Pick<ProcessFacts, 'argv' | 'comm'>): Foreign[] | null {
  const program = argv[0]?.raw ?? '';
  if (isPython(program)) {
    const start = afterScript(rawOf(argv));
    return start === null ? null : argv.slice(start);
  }
  if (SCRIPT.test(basename(program))) return argv.slice(1);
  // A script keeps its name in comm when its interpreter is none that we know.
  return comm.raw === 'gunicorn' && SCRIPT.test(basename(argv[1]?.raw ?? '')) ? argv.slice(2) : null;
}

/** Where the arguments of Gunicorn begin among those of a Python that runs it; null when it runs something else. */
function afterScript(argv: readonly string[]): number | null {
  for (let index = 1; index < argv.length; index += 1) {
    const arg = argv[index]!;
    const module = PYTHON_MODULE.exec(arg);
    if (module) {
      const inline = module[1] !== '';
      const name = inline ? module[1]! : (argv[index + 1] ?? '');
      return MODULE.test(name) ? index + (inline ? 1 : 2) : null;
    }
    if (PYTHON_OPTION_WITH_VALUE.test(arg)) index += 1;
    else if (!arg.startsWith('-')) return SCRIPT.test(basename(arg)) ? index + 1 : null;
    else if (arg === '-' || PYTHON_COMMAND.test(arg)) return null;
  }
  return null;
}

/** What a Python program that embeds Gunicorn is called: its script, or its module. */
function embeddingName(argv: string[]): string {
  for (let index = 1; index < argv.length; index += 1) {
    const arg = argv[index]!;
    const module = PYTHON_MODULE.exec(arg);
    if (module) return module[1] || (argv[index + 1] ?? '');
    if (PYTHON_OPTION_WITH_VALUE.test(arg)) index += 1;
    else if (PYTHON_COMMAND.test(arg)) break;
    else if (!arg.startsWith('-')) return basename(arg);
  }
  return basename(argv[0] ?? '');
}

export function isShell(program: string): boolean {
  return SHELL.test(basename(program));
}

function isPython(program: string): boolean {
  return PYTHON.test(basename(program));
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
