/** Every key of the screen, in a real terminal, on the row that mallory sets. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KeyBinding, TABLE_KEYS } from '../../src/ui/keys.ts';
import { waitUntil } from '../support/wait.ts';
import { bytesOf, type Key } from '../terminal/keys.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { whyForeignToTerminal } from './marks.ts';
import { makeSpec, type RunOptions } from './run.ts';
import type { Standing } from './trick.ts';
import type { World } from './world.ts';

/** The screen must have answered a key, with a page or a question, and is left again. */
const QUIET_MS = 120;
const MOST_MS = 1500;
/** Pages that read for a while: they are looked at for as long. */
const READS = ['origin', 'diagnose', 'details', 'cure', 'kill', 'recycle', 'restart', 'reload', 'limit'];
/** After q or Ctrl-C: what acts is waited for a moment by fdtop itself. */
const END_MS = 8000;
const MOST_KB = 450_000;

/** Keys that depend on the row; the others are the same whatever stands there. */
const OF_ROW = [
  'kill',
  'recycle',
  'restart',
  'reload',
  'limit',
  'cure',
  'types',
  'origin',
  'diagnose',
  'tag',
  'untag',
  'details',
  'group',
  'all',
  'columns',
  'events',
];
const LEAVES = ['quit', 'interrupt'];
const LAST = ['recycle', 'reload', 'kill'];

export interface KeyRun {
  what: string;
  problems: string[];
}

export interface HowPressed {
  /** The keys that have nothing to do with the row, too. */
  all: boolean;
  /** How the screen is left. */
  end: 'q' | 'ctrl-c';
}

/** Presses each key on the row of what stands there and leaves its page or question again; then those that act, to be done. */
export async function pressKeys(world: World, standing: Standing, { all, end }: HowPressed): Promise<KeyRun[]> {
  const runs: KeyRun[] = [];
  const bindings = TABLE_KEYS.filter(({ command }) => !LEAVES.includes(command) && (all || OF_ROW.includes(command)));
  // Once it is killed its row is gone.
  const acting = bindings.filter(({ acts }) => acts).sort((a, b) => LAST.indexOf(a.command) - LAST.indexOf(b.command));
  const problems = await session(world, standing, end, async (terminal, pidNow) => {
    for (const binding of bindings) {
      for (const name of all ? binding.keys : binding.keys.slice(0, 1)) {
        runs.push({ what: `key ${titleOf(name)}`, problems: await press(terminal, pidNow(), name, binding) });
      }
    }
    for (const binding of acting) {
      const bad = await press(terminal, pidNow(), binding.keys[0]!, binding, true);
      runs.push({ what: `key ${titleOf(binding.keys[0]!)}, confirmed`, problems: bad });
    }
  });
  return [...runs, { what: `the screen, left by ${end}`, problems }];
}

const titleOf = (name: string) => (name === ' ' ? 'space' : name);

/** One screen, from its start to its end; gives what was wrong with it. */
async function session(
  world: World,
  { master, worker, run = {} }: Standing,
  end: 'q' | 'ctrl-c',
  use: (terminal: Terminal, pidNow: () => number | null) => Promise<void>,
): Promise<string[]> {
  const options: RunOptions = { ...run, limit: 120 };
  const pid = worker ?? master;
  const spec = makeSpec(world, ['--filter', `pid=${pid}`], { ...options, session: false, inherit: true });
  const [command, ...args] = [...world.enter, ...spec.words];
  const terminal = openTerminal({ command: command!, args, cols: 140, rows: 40 });
  const problems: string[] = [];
  try {
    await terminal.waitFor(new RegExp(`\\b${pid}\\b`), { timeout: 20_000 });
    // What acts may have ended the worker: then the master is what is left of it.
    const isThere = (each: number | null): each is number =>
      each !== null && existsSync(world.path(`/proc/${each}/exe`));
    await use(terminal, () => [worker, master].find(isThere) ?? null);
  } catch (error) {
    problems.push((error as Error).message.split('\n').slice(0, 12).join(' | '));
  }
  if (!(await leave(terminal, end))) {
    problems.push(`${end} did not end it within ${END_MS / 1000} s`);
    await terminal.close();
  }
  const foreign = whyForeignToTerminal(terminal.raw());
  if (foreign) problems.push(`the terminal was sent what ${foreign}`);
  if (!spec.hasEnded()) return [...problems, 'it was killed'];
  const { code, peakKb, left } = spec.result();
  if (![0, 130].includes(code)) problems.push(`it ended with ${code}`);
  if (peakKb > MOST_KB) problems.push(`it took ${Math.round(peakKb / 1024)} MB`);
  problems.push(...left.map(each => `left behind: ${each}`));
  await terminal.close();
  return problems;
}

async function press(
  terminal: Terminal,
  pid: number | null,
  name: string,
  { command }: KeyBinding,
  confirm = false,
): Promise<string[]> {
  if (pid === null) return ended(terminal);
  if (!(await aim(terminal, pid))) {
    const gone = ended(terminal);
    return gone.length > 0 ? gone : [`row ${pid} cannot be selected:\n${terminal}`];
  }
  const raw = terminal.raw().length;
  type(terminal, name);
  await quiet(terminal, raw, READS.includes(command) ? MOST_MS : 600);
  if (confirm) {
    terminal.key('right');
    terminal.key('enter');
    await sleep(800);
  }
  // Back from a page, out of a question; what was typed into a filter is thrown away, a stopped screen goes on.
  if (/Enter resumes/.test(terminal.text().join('\n'))) terminal.write('\n');
  if (command === 'pause' || command === 'invert' || command === 'all' || command === 'group') type(terminal, name);
  terminal.key('esc');
  await sleep(150);
  return ended(terminal);
}

/** Selects the row of the pid, and no other: what is done here is done to what is selected. */
async function aim(terminal: Terminal, pid: number): Promise<boolean> {
  const isSelected = () => terminal.text().some(line => new RegExp(`^›\\D{0,9}${pid}\\b`).test(line));
  const within = (ms: number) =>
    waitUntil('the row', isSelected, { timeout: ms, every: 20 }).then(
      () => true,
      () => false,
    );
  for (let turn = 0; turn < 4; turn += 1) {
    if (await within(300)) return true;
    // Esc takes a filter away, too, where nothing lies over the table.
    terminal.key('esc');
    terminal.key('esc');
    terminal.write(`/pid=${pid}`);
    terminal.key('enter');
    terminal.key('home');
    if (await within(800)) return true;
    terminal.key('down');
  }
  return false;
}

function type(terminal: Terminal, name: string): void {
  terminal.write(name.length === 1 ? name : bytesOf(name as Key));
}

function ended(terminal: Terminal): string[] {
  return terminal.altScreen() ? [] : ['the screen is gone'];
}

/** Waits until nothing more is drawn. */
async function quiet(terminal: Terminal, from: number, most: number): Promise<void> {
  const until = performance.now() + most;
  let [length, since] = [from, performance.now()];
  while (performance.now() < until) {
    await sleep(30);
    const now = terminal.raw().length;
    if (now !== length) [length, since] = [now, performance.now()];
    else if (length !== from && performance.now() - since > QUIET_MS) return;
  }
}

async function leave(terminal: Terminal, key: 'q' | 'ctrl-c'): Promise<boolean> {
  const ends = terminal.exit.then(() => true);
  for (const _ of [1, 2, 3]) {
    type(terminal, key);
    if (await Promise.race([ends, sleep(END_MS / 3, false)])) return true;
  }
  return false;
}
