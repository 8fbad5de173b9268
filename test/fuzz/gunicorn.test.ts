/** What argument lists and process trees of others may make of a Gunicorn. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applicationName, takesNextArgument } from '../../src/gunicorn/arguments.ts';
import {
  basename,
  type Claim,
  gunicornArguments,
  gunicornClaim,
  isShell,
  mayEmbedGunicorn,
  type ProcessFacts,
} from '../../src/gunicorn/claim.ts';
import { findFamilies } from '../../src/gunicorn/instances.ts';
import { claimMatches } from '../../src/gunicorn/match.ts';
import { hasOption, optionValue, splitOptions } from '../../src/gunicorn/options.ts';
import { assignRoles, type Claimed } from '../../src/gunicorn/roles.ts';
import { foreign, rawOf } from '../../src/model/foreign.ts';
import { ROLES } from '../../src/model/snapshot.ts';
import { parseCmdline } from '../../src/proc/cmdline.ts';
import { claimAll, facts } from '../gunicorn/facts.ts';
import { fixture } from '../proc/fixture.ts';
import { check, cpuSeconds, fuzz, RUNS, withinLimit } from './fuzz.ts';

const OPTIONS = [
  '--bind=:80',
  '-b',
  ':80',
  '--name',
  '-n',
  '--name=x',
  '-nx',
  '--',
  '-',
  '-D',
  '--workers',
  '-c',
  'shop:app',
];
const PROGRAMS = [
  '/usr/bin/python3',
  'gunicorn',
  '/usr/bin/gunicorn',
  '-m',
  'gunicorn',
  '-Wd',
  '-W',
  '-c',
  '-',
  'sh',
  'uwsgi',
];
const TITLES = [
  'gunicorn: master [shop]',
  'gunicorn: worker [shop]',
  'gunicorn: dirty-arbiter',
  'gunicorn: worker [',
  'gunicorn: master [a\nb]',
];
const words = [...OPTIONS, ...PROGRAMS, ...TITLES, '\0', '\0\0'];
const captured = ['master-titled', 'master-untitled', 'worker-titled', 'worker-untitled'].map(name =>
  fixture(`gunicorn-${name}.cmdline`),
);
const argvOf = (text: string) => rawOf(parseCmdline(text));

const isPart = (all: readonly string[], some: readonly string[]) =>
  expect(all.slice(all.length - some.length)).toEqual([...some]);

fuzz('applicationName', {
  samples: captured,
  words,
  parse: text => applicationName(argvOf(text).map(foreign))?.raw ?? null,
  holds: (name, text) => name !== null && expect(text).toContain(name),
});
fuzz('splitOptions', {
  samples: captured,
  words,
  parse: text => splitOptions(argvOf(text).map(foreign)),
  holds(options, text) {
    const args = argvOf(text);
    const end = args.indexOf('--');
    const said = options.flatMap(option => rawOf(option.words));
    if (end === -1) expect(said).toEqual(args);
    expect(said.length).toBeGreaterThanOrEqual(args.length - 1);
    for (const { name, value } of options) {
      if (name === null) expect(value).not.toBeNull();
      else expect(hasOption(options, name)).toBe(true);
    }
    expect([null, 'string']).toContain(optionValue(options, '-b') === null ? null : 'string');
  },
  most: 12,
});
fuzz('takesNextArgument', {
  samples: ['--bind', '-b', '--reload'],
  words: OPTIONS,
  parse: takesNextArgument,
  holds: takes => expect(typeof takes).toBe('boolean'),
});
fuzz('gunicornArguments', {
  samples: captured,
  words,
  parse: text => gunicornArguments({ argv: argvOf(text).map(foreign), comm: foreign('gunicorn') }),
  holds: (args, text) => args && isPart(argvOf(text), rawOf(args)),
});
fuzz('gunicornClaim', {
  samples: captured,
  words,
  parse: text => gunicornClaim(facts({ argv: argvOf(text), heartbeats: [{ name: 'wgunicorn-a', beats: true }] })),
  holds(claim, text) {
    if (claim === null) return;
    expect([null, ...ROLES]).toContain(claim.titledRole);
    expect(claim.matched).toBe(false);
    if (claim.name !== null) expect(text).toContain(claim.name.raw);
  },
});
fuzz('isShell, basename, mayEmbedGunicorn', {
  samples: ['/usr/bin/bash', '-sh', '/usr/bin/python3.11-dbg'],
  words: ['/', 'python', '3', '.', '-', 'bash', 'sh', 'platform-'],
  parse: text => [isShell(text), mayEmbedGunicorn([foreign(text)]), basename(text)],
  holds([shell, python, base]) {
    expect([typeof shell, typeof python]).toEqual(['boolean', 'boolean']);
    expect(base).not.toContain('/');
  },
});

/** Any tree: circles, own parents, pids twice under the same parent. */
const process: fc.Arbitrary<ProcessFacts> = fc
  .record({
    pid: fc.integer({ min: 1, max: 40 }),
    ppid: fc.integer({ min: 0, max: 40 }),
    startTime: fc.nat(3),
    comm: fc.constantFrom('python3', 'gunicorn', 'supervisord', 'sh', ''),
    argv: fc.array(fc.constantFrom(...words.filter(word => !word.includes('\0'))), { maxLength: 6 }),
    leadsGroup: fc.boolean(),
    heartbeats: fc.array(fc.record({ name: fc.constantFrom('wgunicorn-a', 'wgunicorn-b'), beats: fc.boolean() }), {
      maxLength: 3,
    }),
    upgradedFrom: fc.option(fc.integer({ min: 0, max: 40 })),
  })
  .map(given => facts(given));
const tree = fc.array(process, { maxLength: 40 });

describe('process trees', () => {
  test('each claimed process has a role, and is in one family', () => {
    const whole = fc.property(tree, all => {
      const claimed = claimAll(all);
      const roles = assignRoles(claimed);
      expect([...roles.keys()].sort()).toEqual([...claimed.keys()].sort());
      for (const role of roles.values()) expect(ROLES).toContain(role);
      const members = findFamilies(claimed).flatMap(family => family.members.map(member => member.claimed.facts.pid));
      expect(members.sort()).toEqual([...claimed.keys()].sort());
    });
    withinLimit(() => check(whole, RUNS * 4));
  });

  test('what --match adds is among what there is, and never fdtop or its parents', () => {
    const whole = fc.property(tree, fc.nat(40), (all, own) => {
      const claimed = new Map<number, Claimed>();
      claimMatches(all, /shop|python/, claimed, own);
      for (const [pid, { claim }] of claimed) {
        expect(all.some(each => each.pid === pid)).toBe(true);
        expect(pid).not.toBe(own);
        expect(claim).toMatchObject<Partial<Claim>>({ titledRole: null, matched: true });
      }
    });
    withinLimit(() => check(whole, RUNS * 4));
  });

  test('a long chain, a wide tree and a circle of many end soon', () => {
    const shapes: ((pid: number) => number)[] = [pid => pid - 1, () => 1, pid => (pid % 20_000) + 1];
    for (const parentOf of shapes) {
      const all = Array.from({ length: 20_000 }, (_, index) =>
        facts({ pid: index + 1, ppid: parentOf(index + 1), argv: ['gunicorn', 'shop:app'] }),
      );
      const start = cpuSeconds();
      withinLimit(() => {
        findFamilies(claimAll(all));
        claimMatches(all, /shop/, new Map(), 5);
      });
      expect(cpuSeconds() - start).toBeLessThan(5);
    }
  });
});

fuzz('claimMatches', {
  samples: captured,
  words: [...words, 'fdtop ', 'fdtop', ' --match=', '/fdtop.js '],
  parse(text) {
    const claimed = new Map<number, Claimed>();
    claimMatches([facts({ argv: argvOf(text) })], /shop/, claimed, 1);
    return claimed.size;
  },
  holds: size => expect([0, 1]).toContain(size),
});
