/** One trick after the other, each in a world of its own: every command, then every key, then a look at the machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { need, root } from '../support/need.ts';
import { type CommandRun, GUARDS, runsOfAim, runsOfAll } from './commands.ts';
import { freePort, scrapeOnce } from './exporter.ts';
import { type Honest, startHonest } from './honest.ts';
import { changes, list, problemsOf, timesOf } from './judge.ts';
import { Mallory, songs, UID, wrongSongs } from './mallory.ts';
import { runFdtop } from './run.ts';
import { pressKeys } from './screen.ts';
import { note, print } from './table.ts';
import type { Standing, Trick } from './trick.ts';
import { openWorld, type World } from './world.ts';

export const namespaces = () =>
  ['/usr/bin/unshare', '/usr/bin/nsenter', '/usr/bin/setpriv', '/usr/bin/python3'].find(each => !existsSync(each)) ??
  null;

const sung: Record<string, number> = {};

export interface Scene {
  world: World;
  mallory: Mallory;
  honest: Honest;
}

/** A world with mallory and the honest Gunicorn in it. */
export async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const mallory = new Mallory(world);
  makeLibrary(world);
  for (const [name, text] of Object.entries(GUARDS)) {
    mkdirSync(world.path('/root/out'), { recursive: true });
    writeFileSync(world.path(`/root/out/${name}.toml`), text, { mode: 0o600 });
  }
  return { world, mallory, honest: await startHonest(mallory) };
}

/** For LD_PRELOAD; without a compiler there is none, and only the scripts sing. */
function makeLibrary(world: World): void {
  const [from, to] = ['mallory/canary.c', 'mallory/preload.so'].map(name => join(world.exchange, name));
  spawnSync('gcc', ['-shared', '-fPIC', '-o', to!, from!], { stdio: 'ignore' });
}

export interface How {
  /** So many tricks are tried at once, each in its own world. */
  atOnce: number;
  /** What is for programs to read, too. */
  json: boolean;
}

/** The tests of these tricks: `title` is the name of their table. */
export function defineSuite(title: string, all: readonly Trick[], how: How): void {
  // FDTOP_ADVERSARY=REGEX tries a few, while one works on them.
  const { FDTOP_ADVERSARY: only = '' } = process.env;
  const tricks = all.filter(({ name }) => new RegExp(only).test(name));
  need(root, namespaces)(`the adversary: ${title}`, () => {
    // Most of the time is waiting for what fdtop waits for: some are tried at once. All of them begin with the first test.
    let tried: (() => Promise<string[]>)[] | undefined;
    for (const [index, trick] of tricks.entries()) {
      it(`${trick.name}: every command, every key`, { timeout: 900_000 }, async () => {
        tried ??= startAll(tricks, how);
        expect(await tried[index]!()).toEqual([]);
      });
    }
    it('all of them at once: the commands about the whole machine', { timeout: 600_000 }, async () => {
      expect(await tryAll(title, tricks)).toEqual([]);
    });
    afterAll(() => print(title, sung));
  });
}

/** Tries the tricks, so many at once, in their order. Gives how to wait for each. */
function startAll(tricks: readonly Trick[], how: How): (() => Promise<string[]>)[] {
  const results = tricks.map(() => Promise.withResolvers<string[]>());
  const left = [...tricks.entries()];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, trick] = next;
      // A test that waits for an earlier one must not make this an unhandled rejection.
      results[index]!.promise.catch(() => {});
      await tryTrick(trick, index, how).then(results[index]!.resolve, results[index]!.reject);
    }
  };
  for (let count = 0; count < how.atOnce; count += 1) void lane();
  return results.map(
    ({ promise }) =>
      () =>
        promise,
  );
}

async function tryTrick(trick: Trick, index: number, { json }: How): Promise<string[]> {
  const scene = await openScene();
  const { world, mallory, honest } = scene;
  let standing: Standing | null = null;
  const problems: string[] = [];
  const stand = async () => {
    if (standing?.isAlive()) return standing;
    await standing?.stop();
    standing = await trick.start(mallory);
    return standing;
  };
  try {
    const first = await stand();
    const before = list(world);
    const runs = runsOfAim(first).filter(({ isJson }) => json || !isJson || index === 0);
    for (const each of runs.filter(({ kind }) => kind !== 'acts')) {
      problems.push(...(await tryCommand(scene, trick.name, each, first)));
    }
    const how = { all: index === 0, end: index % 2 === 0 ? 'q' : 'ctrl-c' } as const;
    for (const { what, problems: bad } of await pressKeys(world, await stand(), how)) {
      problems.push(...note(trick.name, what, bad));
    }
    for (const { title } of runs.filter(({ kind }) => kind === 'acts')) {
      const now = await stand();
      const each = runsOfAim(now).find(run => run.title === title)!;
      problems.push(...(await tryCommand(scene, trick.name, each, now)));
    }
    const after = [...changes(before, list(world)), honest.whyNot(), await honest.whyNotListed()];
    problems.push(
      ...note(
        trick.name,
        'the machine after it',
        after.filter(each => each !== null),
      ),
    );
    problems.push(...note(trick.name, 'the canary', wrongSongs(world)));
  } finally {
    count(world);
    await (standing as Standing | null)?.stop();
    await world.stop();
  }
  return problems;
}

async function tryCommand(
  { world }: Scene,
  trick: string,
  command: CommandRun,
  { run = {} }: Pick<Standing, 'run'>,
  meanwhile?: () => Promise<string[]>,
): Promise<string[]> {
  const before = wrongSongs(world).length;
  const extra: string[] = [];
  const options = meanwhile && { meanwhile: async () => void extra.push(...(await meanwhile())) };
  const ran = await runFdtop(world, command.args, { ...run, ...timesOf(command), ...options });
  const songs = wrongSongs(world).slice(before);
  return note(trick, command.title, [...problemsOf(ran, command), ...extra, ...songs.slice(0, 3)]);
}

/**
 * Among all the others at once it ends by itself after some seconds, why is not known yet: fdtop only looks then (`types --worst`).
 * Alone it is watched like all others.
 */
const MAY_END = /^a worker that becomes another program/;

/** A world in which they all stand at once. */
async function tryAll(title: string, tricks: readonly Trick[]): Promise<string[]> {
  const scene = await openScene();
  const { world, mallory, honest } = scene;
  const name = `all of ${title} at once`;
  const standing: Standing[] = [];
  const names = new Map<Standing, string>();
  const problems: string[] = [];
  try {
    for (const trick of tricks) {
      const each = await trick.start(mallory);
      names.set(each, trick.name);
      standing.push(each);
    }
    const before = list(world);
    const workers = standing.map(({ worker }) => worker);
    const place = { port: await freePort(), folder: '/root/out' };
    for (const command of runsOfAll(place)) {
      const scrape = command.title === 'metrics' ? () => scrapeOnce(place.port) : undefined;
      problems.push(...(await tryCommand(scene, name, command, {}, scrape)));
      const gone = standing.filter(
        each =>
          each.worker !== null &&
          !mallory.isAlive(each.worker) &&
          workers.includes(each.worker) &&
          !MAY_END.test(names.get(each)!),
      );
      if (gone.length > 0)
        problems.push(
          ...note(
            name,
            command.title,
            gone.map(each => `the worker of "${names.get(each)}" was replaced`),
          ),
        );
      for (const each of gone) workers.splice(workers.indexOf(each.worker), 1);
    }
    const after = [...changes(before, list(world)), honest.whyNot(), await honest.whyNotListed()];
    problems.push(
      ...note(
        name,
        'the machine after it',
        after.filter(each => each !== null),
      ),
    );
  } finally {
    count(world);
    for (const each of standing) await each.stop();
    await world.stop();
  }
  return problems;
}

function count(world: World): void {
  for (const { uids, secret } of songs(world)) {
    const ids = new Set(uids);
    const who = ids.size === 1 && ids.has(UID) ? 'mallory' : `uid ${[...ids].join('/')}`;
    const key = secret ? `${who} with the secret` : who;
    sung[key] = (sung[key] ?? 0) + 1;
  }
}
