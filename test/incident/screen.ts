/** The incident on the live screen, in a terminal of the guest, by keys. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { type Checklist, inSeconds, timed } from './checklist.ts';
import { findIncident, type Incident, listedFds } from './incident.ts';
import type { Machine } from './vm/machine.ts';

/** What takes a second on a real machine may take half a minute here; a screen that never answers fails all the same. */
const PATIENCE = { timeout: 90_000 };
/** A worker with half a million fds ends slowly: the kernel closes them one by one. */
const KILL_PATIENCE = { timeout: 240_000 };

/** How long it is watched whether the screen lives during a walk, and the longest that nothing on it may change. */
const WATCH_MS = 20_000;
const LONGEST_STILL_MS = 12_000;

const SETTINGS = '/run/fdtop-terminal';

export async function checkScreen(list: Checklist, machine: Machine, incident: Incident): Promise<void> {
  const { leaker } = incident;
  await machine.sh(`rm -rf ${SETTINGS} && mkdir ${SETTINGS}`);
  const terminal = openTerminal({
    ...machine.onTerminal(`COLORTERM=truecolor sh /opt/fdtop/run-in-terminal.sh ${SETTINGS} fdtop`),
    cols: 160,
    rows: 40,
  });
  const check = (name: string, body: () => Promise<unknown>) =>
    list.check(name, () =>
      body().catch(async (error: Error) => {
        throw new Error(`${error.message}\n${await whatItDoes(machine)}`);
      }),
    );
  await check('the live screen shows the leaking worker first, selected', async () => {
    const { seconds } = await timed(() => terminal.waitFor(new RegExp(`^›.* ${leaker} `, 'm'), PATIENCE));
    list.info('first rows on the screen after', inSeconds(seconds));
    const [first] = terminal.text().filter(line => /^. *[!?]* *\d+ +(worker|master) /.test(line));
    assert.match(first!, new RegExp(`^› !! +${leaker} +worker +488,8\\d\\d +1,048,576 +47%`));
  });
  await check('its clock goes on', async () => {
    const times = await clocks(terminal, 10_000);
    list.info('ticks in 10 s', `${times.length - 1}`);
    assert.ok(times.length > 1, `${times}\n${terminal}`);
  });
  await check('t: the screen lives while the fds are walked, and Esc comes back', () =>
    checkWalk(list, machine, terminal, leaker),
  );
  await check('t: the whole walk ends in the exact types', async () => {
    await showTable(terminal);
    terminal.write('t');
    const { seconds } = await timed(() => terminal.waitFor(/\bexact\b/, KILL_PATIENCE));
    list.info('exact on the screen after', inSeconds(seconds));
    // Not all of a picture arrives at once on a slow line.
    await terminal.waitFor(/ +TCP CLOSE_WAIT → 127\.0\.0\.1/, PATIENCE);
    terminal.key('esc');
    await terminal.waitFor(clockOf, PATIENCE);
  });
  await check('k replaces the worker', () => checkKill(list, machine, terminal, incident));
  await check('q leaves a clean terminal', () => checkExit(machine, terminal));
  await terminal.close();
}

/** Which threads of the guest run, and what they wait for. */
async function whatItDoes(machine: Machine): Promise<string> {
  const { stdout } = await machine.exec(
    'uptime; ps -eLo pid,tid,stat,time,wchan:30,comm --sort=-time | head -n 15; top -b -H -d 5 -n 2 | tail -n +30 | grep -A 15 PID',
  );
  return `in the guest:\n${stdout}`;
}

/** The clock in the header of the table. */
function clockOf(screen: Pick<Terminal, 'text'>): string | null {
  return /^ fdtop .* (\d\d:\d\d:\d\d) +[\d.]+ s$/.exec(screen.text()[0] ?? '')?.[1] ?? null;
}

/** Whatever a check that failed has left on the screen. */
async function showTable(terminal: Terminal): Promise<void> {
  if (!clockOf(terminal)) terminal.key('esc');
  await terminal.waitFor(clockOf, PATIENCE);
}

/** The different times that the clock shows within so many milliseconds. */
async function clocks(terminal: Terminal, ms: number): Promise<string[]> {
  const seen = new Set<string>();
  for (const end = performance.now() + ms; performance.now() < end; await sleep(50)) {
    const clock = clockOf(terminal);
    if (clock) seen.add(clock);
  }
  return [...seen];
}

async function checkWalk(list: Checklist, machine: Machine, terminal: Terminal, leaker: number): Promise<void> {
  await showTable(terminal);
  terminal.write('t');
  const { seconds } = await timed(() => terminal.waitFor(/^ worker \d+ .*\bestimate\b/m, PATIENCE));
  list.info('t: the estimate is on the screen after', inSeconds(seconds));
  // Where the kernel does not tell how many there are, that is estimated too.
  assert.match(terminal.text()[0]!, new RegExp(`^ worker ${leaker} +(4[6-9]|5[01])\\d,\\d{3} fds`));
  // 20.5 %, and the margin of a sample.
  await terminal.waitFor(/ (1[89]|2[0123])\.\d% .*held-\d+\.log/, PATIENCE);

  const head = () => terminal.text().slice(0, 4).join('\n');
  const isWalking = () => !/\bexact\b/.test(head());
  let [shown, since, longest, changes] = [head(), performance.now(), 0, 0];
  for (const end = performance.now() + WATCH_MS; isWalking() && performance.now() < end; await sleep(25)) {
    if (head() === shown) continue;
    longest = Math.max(longest, performance.now() - since);
    [shown, since, changes] = [head(), performance.now(), changes + 1];
  }
  longest = Math.max(longest, performance.now() - since);
  list.info('while it walks', `${changes} changes of the head, at most ${inSeconds(longest / 1000)} between two`);
  list.info('its head', shown.split('\n')[0]!.trim().replace(/ +/g, ' '));
  assert.ok(isWalking(), `the walk was over too soon to see anything:\n${terminal}`);
  assert.ok(changes > 0 && longest < LONGEST_STILL_MS, `the screen stands still:\n${terminal}`);

  terminal.key('esc');
  const back = await timed(() => terminal.waitFor(new RegExp(`^›.* ${leaker} +worker`, 'm'), PATIENCE));
  list.info('Esc: the table is back after', inSeconds(back.seconds));
  // What the table shows is of now, so it was counted during the walk too, or is at once.
  await terminal.waitFor(clockOf, PATIENCE);
  const [now, clock] = [await machine.sh('date +%T'), clockOf(terminal)!];
  list.info('clock on the screen, and the time', `${clock}, ${now}`);
  assert.ok(secondsOf(now) - secondsOf(clock) <= 10, `the clock stands at ${clock}, it is ${now}`);
}

/** As an operator does: TERM first, and KILL when fdtop says that it was not enough. */
async function checkKill(list: Checklist, machine: Machine, terminal: Terminal, { leaker, others }: Incident) {
  let outcome = await replaceBy('[ Gracefully (TERM) ]', list, terminal, leaker);
  if (/^✗ \d+ still alive/.test(outcome)) outcome = await replaceBy('[ Now (KILL) ]', list, terminal, leaker);
  const [, pid, fds] = /^✓ \d+ gone after .*; replacement (\d+) is up with (\d+) fds/.exec(outcome) ?? [];
  assert.ok(pid, outcome);
  const { leaker: first, others: rest } = await findIncident(machine);
  assert.deepEqual(
    [first, ...rest],
    [...others, Number(pid)].sort((a, b) => a - b),
  );
  assert.ok(Number(fds) < 100, outcome);
  assert.ok((await listedFds(machine, Number(pid))) < 100);
  await terminal.waitFor(new RegExp(`^. +${pid} +worker +\\d\\d? `, 'm'), PATIENCE);
}

/** Presses k on the worker, and chooses; gives what fdtop says in the end. */
async function replaceBy(choice: string, list: Checklist, terminal: Terminal, leaker: number): Promise<string> {
  await showTable(terminal);
  const before = outcomeOf(terminal);
  terminal.key('home');
  await terminal.waitFor(new RegExp(`^›.* ${leaker} +worker`, 'm'), PATIENCE);
  terminal.write('k');
  const { seconds } = await timed(() => terminal.waitFor(`Replace worker ${leaker}?`, PATIENCE));
  list.info('k: the dialog is there after', inSeconds(seconds));
  const focused = () => /\[ [^\]]+ \]/.exec(terminal.text().join('\n'))?.[0];
  for (let presses = 0; focused() !== choice && presses < 3; presses += 1) {
    const before = focused();
    terminal.key('right');
    await terminal.waitFor(() => focused() !== before && focused(), PATIENCE);
  }
  await terminal.waitFor(choice, PATIENCE);
  terminal.key('enter');
  const outcome = await terminal.waitFor(screen => {
    const now = outcomeOf(screen);
    return now !== before && now;
  }, KILL_PATIENCE);
  list.info(choice, outcome);
  return outcome;
}

/** The message of the action when it has ended, well or not. */
function outcomeOf(screen: Pick<Terminal, 'text'>): string | null {
  const start = screen.text().findIndex(line => /^ [✓✗] /.test(line));
  if (start < 0) return null;
  return screen
    .text()
    .slice(start, start + 2)
    .map(line => line.trim())
    .join(' ');
}

async function checkExit(machine: Machine, terminal: Terminal): Promise<void> {
  terminal.write('q');
  const { code } = await terminal.exit;
  assert.equal(code, 0, `${terminal}`);
  assert.equal(terminal.altScreen(), false);
  assert.equal(terminal.cursorVisible(), true);
  const off = { mouse: false, bracketedPaste: false, applicationCursor: false, focusEvents: false };
  assert.deepEqual(terminal.modes(), off);
  assert.equal(await machine.sh(`cat ${SETTINGS}/stty-after`), await machine.sh(`cat ${SETTINGS}/stty-before`));
}

function secondsOf(clock: string): number {
  const [hours, minutes, seconds] = clock.split(':').map(Number);
  return (hours! * 60 + minutes!) * 60 + seconds!;
}
