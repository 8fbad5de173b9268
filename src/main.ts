import { statSync } from 'node:fs';
import { canShowScreen } from './commands/is-terminal.ts';
import { sayLine } from './commands/say-line.ts';
import { parseCommandLine } from './config/command-line.ts';
import { type Config, configOf } from './config/config.ts';
import { type Given, readConfigFiles } from './config/config-file.ts';
import { COMMANDS, commandAmong } from './config/flags.ts';
import { helpText } from './config/help.ts';
import { UsageError } from './config/usage-error.ts';
import { startWatchdog } from './platform/watchdog.ts';
import { UNKNOWN_EXIT, unknownLine } from './report/nagios.ts';
import { shown } from './terminal/abilities.ts';
import { asLanguage, languageOf, languageOfWords } from './words/language.ts';
import { speak, spokenLanguage, words } from './words/words.ts';

declare const FDTOP_VERSION: string;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_NOT_PERMITTED = 3;
const PATIENCE_MS = 1000;

/** From the command line to the exit code: flags -> config -> command. */
export async function main(): Promise<void> {
  // Node would open its debugger, on a port, and say so over the screen.
  process.on('SIGUSR1', () => {});
  // A reader that has seen enough (head, less) is no error of ours. A check writes by itself.
  if (!isCheck()) process.stdout.on('error', stopWriting);
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    if (isCheck()) endUnknown(error as Error);
    process.stderr.write(shown(`fdtop: ${(error as Error).message}\n`));
    process.exitCode = exitCodeOf(error);
  }
  if (isCheck()) process.exit();
  // A demo's channel or pidusage's timer may still be open: the answer is given, nothing is waited for.
  process.stdout.write('', error => (error ? stopWriting(error) : process.exit()));
  // Nor is a terminal, when it takes nothing any more: only the screen leaves anything that is still to be written to one.
  if (process.stdout.isTTY) setTimeout(() => process.exit(), PATIENCE_MS);
}

/** Its errors are told to Nagios, not to a person. */
function isCheck(): boolean {
  return commandTyped() === 'check';
}

function commandTyped(): string {
  return commandAmong(process.argv.slice(2));
}

/** Nagios reads stdout only, and takes the usual exit codes for states. */
function endUnknown({ message }: Error): never {
  try {
    sayLine(unknownLine(message));
  } catch {
    process.stderr.write(shown(`fdtop: ${message}\n`));
  }
  process.exit(UNKNOWN_EXIT);
}

function stopWriting(error: NodeJS.ErrnoException): void {
  // The screen listens, too: it ends by itself, and all that runs with it.
  if (process.stdout.listenerCount('error') > 1) return;
  // A watch has not done when nobody reads it any more: its manager must start it anew.
  if (error.code === 'EPIPE' && commandTyped() !== 'watch') process.exit(0);
  process.stderr.write(shown(`fdtop: ${words().usage.cannotWrite(error.message)}\n`));
  process.exit(EXIT_FAILED);
}

async function run(argv: readonly string[]): Promise<number> {
  // What is wrong with the words is said in the language that they ask for.
  await speak(languageOfWords(argv, process.env));
  const { command, args, flags, show } = parseCommandLine(argv, FDTOP_VERSION, import.meta);
  if (show) {
    // Whatever the command speaks, its help is for people; no config file is read for it.
    await speak(languageOf('', { lang: asLanguage(flags.lang), json: false }, process.env));
    process.stdout.write(`${show === 'version' ? FDTOP_VERSION : shown(helpText(command))}\n`);
    return 0;
  }
  const { operands } = COMMANDS.find(({ name }) => name === command)!;
  if (args.length > operands) {
    throw new UsageError(words().usage.tooMany(command, operands, args[operands]!));
  }
  if (command in WITHOUT_CONFIG) return await WITHOUT_CONFIG[command]!(flags, args);
  const { given, leftOut } = await readInItsLanguage(command, flags);
  for (const each of leftOut) sayLeftOut(each);
  const config = { ...configOf(flags, given), leftOut };
  checkProcRoot(config);
  if (!WITHOUT_PROCESSES.has(command)) watchOver(command, config);
  const again = () => configOf(flags, readConfigFiles(configFileOf(flags), sayLeftOut));
  return await start(command, config, args, again);
}

/** They look at no process of others. */
const WITHOUT_PROCESSES: ReadonlySet<string> = new Set(['replay', 'fleet']);

/** From now on fdtop ends, and says why, where a process holds up who looks at it. */
function watchOver(command: string, { procRoot }: Config): void {
  for (const { pid } of startWatchdog({ procRoot, isCheck: command === 'check' }))
    process.stderr.write(`fdtop: process ${pid} is left out for some minutes: it has held up who looked at it\n`);
}

interface Said {
  given: Map<string, Given>;
  /** Sentences about files that are not obeyed. */
  leftOut: string[];
}

/** What the config files say; from now on the language is spoken that they may ask for, also of what is wrong in them. */
async function readInItsLanguage(command: string, flags: Record<string, unknown>): Promise<Said> {
  const said = readSaid(flags);
  const lang = asLanguage(flags.lang ?? said.given.get('lang')?.value);
  const language = languageOf(command, { lang, json: flags.json === true }, process.env);
  if (language === spokenLanguage()) return said;
  await speak(language);
  return readSaid(flags);
}

function readSaid(flags: Record<string, unknown>): Said {
  const leftOut: string[] = [];
  const given = readConfigFiles(configFileOf(flags), sentence => leftOut.push(sentence));
  return { given, leftOut };
}

/** On stderr, whatever stdout is: a screen begins after it, and says it, too. */
function sayLeftOut(sentence: string): void {
  process.stderr.write(shown(`fdtop: ${sentence}\n`));
}

/** Those that must work where the config file is wrong, too. */
const WITHOUT_CONFIG: Record<string, (flags: Record<string, unknown>, args: readonly string[]) => Promise<number>> = {
  doctor: async flags => (await import('./commands/doctor.ts')).doctor(flags, configFileOf(flags)),
  completion: async (_, args) => (await import('./commands/completion.ts')).completion(args),
};

type Command = (config: Config, args: readonly string[], again: () => Config) => Promise<number>;

/** Those without a screen. `again` reads the config file anew; it throws as the start does. */
const ONE_SHOTS: Record<string, Command> = {
  check: async config => (await import('./commands/check.ts')).check(config),
  watch: async (config, _, again) => (await import('./commands/watch.ts')).watch(config, again),
  types: async (config, args) => (await import('./commands/types.ts')).types(config, args),
  origin: async (config, args) => (await import('./commands/origin.ts')).origin(config, args),
  diagnose: async (config, args) => (await import('./commands/diagnose.ts')).diagnoseCommand(config, args),
  'trace-hook': async () => (await import('./commands/trace-hook.ts')).traceHook(),
  kill: async (config, args) => (await import('./commands/kill.ts')).kill(config, args),
  recycle: async (config, args) => (await import('./commands/recycle.ts')).recycle(config, args),
  reload: async (config, args) => (await import('./commands/restart.ts')).reload(config, args),
  restart: async (config, args) => (await import('./commands/restart.ts')).restart(config, args),
  limit: async (config, args) => (await import('./commands/limit.ts')).limit(config, args),
  record: async (config, args) => (await import('./commands/record.ts')).record(config, args),
  replay: async (config, args) => (await import('./commands/replay.ts')).replay(config, args),
  fleet: async config => (await import('./commands/fleet.ts')).fleet(config),
  metrics: async config => (await import('./commands/metrics.ts')).metrics(config),
  cure: async (config, args) => (await import('./commands/cure.ts')).cure(config, args),
};

/** Each command is loaded only when it is called: a one-shot pays nothing for the screen. */
async function start(command: string, config: Config, args: readonly string[], again: () => Config): Promise<number> {
  if (command in ONE_SHOTS) return await ONE_SHOTS[command]!(config, args, again);
  if (command === '' && (config.once || config.json || !canShowScreen()))
    return await (await import('./commands/once.ts')).once(config);
  if (command === 'demo' && !canShowScreen()) throw new UsageError(words().usage.noTerminal);
  return await (await import('./commands/live.ts')).live(config, { demo: command === 'demo' });
}

function configFileOf({ config }: Record<string, unknown>): string | null {
  if (config === '') throw new UsageError(words().configErrors.needsValue('--config'));
  return config === undefined ? null : String(config);
}

function checkProcRoot({ procRoot }: Config): void {
  const has = (name: string) => statSync(`${procRoot}${name}`, { throwIfNoEntry: false }) !== undefined;
  if (procRoot === '/proc' && !has('/self/stat')) {
    throw new UsageError(words().usage.noProc);
  }
  if (!has('')) throw new UsageError(words().usage.noProcRoot(procRoot));
  if (!has('/uptime') && !has('/1')) throw new UsageError(words().usage.noProcTree(procRoot));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT_USAGE;
  return (error as { code?: unknown }).code === 'permission' ? EXIT_NOT_PERMITTED : EXIT_FAILED;
}
