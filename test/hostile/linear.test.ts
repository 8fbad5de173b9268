/**
 * What other users choose (command lines, names, what their programs print) is looked at in a time that grows with its
 * length, and not with the square of that: else a hundred kilobytes hold up whoever looks.
 */
import { describe, expect, test } from 'vitest';
import { lastWords, readCheck } from '../../src/actions/check-result.ts';
import { setTomlKey } from '../../src/config/set-toml-key.ts';
import { tomlLines } from '../../src/config/toml-lines.ts';
import { applicationName } from '../../src/gunicorn/arguments.ts';
import { gunicornClaim } from '../../src/gunicorn/claim.ts';
import { findFamilies } from '../../src/gunicorn/instances.ts';
import { claimMatches } from '../../src/gunicorn/match.ts';
import { splitOptions } from '../../src/gunicorn/options.ts';
import { patternOf } from '../../src/gunicorn/pattern.ts';
import { assignRoles, type Claimed } from '../../src/gunicorn/roles.ts';
import { compilePattern } from '../../src/model/filter/pattern.ts';
import { foreign } from '../../src/model/foreign.ts';
import { printable } from '../../src/model/printable.ts';
import { environmentNames, environmentVariable } from '../../src/proc/environ.ts';
import { parseUnixRow } from '../../src/proc/net-rows.ts';
import { parseProcMount } from '../../src/proc/proc-mount.ts';
import { parseTraceAnswer } from '../../src/python/parse-trace.ts';
import { decodeSource } from '../../src/python/source/decode.ts';
import { plainName } from '../../src/python/source/receivers.ts';
import { versionIn } from '../../src/python/version.ts';
import { parseSnapshot, versionOf } from '../../src/record/parse-snapshot.ts';
import { nagiosReport } from '../../src/report/nagios.ts';
import { mergeCmdArgs, optionIn } from '../../src/service/cmd-args.ts';
import { logLines } from '../../src/service/journal.ts';
import { parseStatus } from '../../src/service/supervisor.ts';
import { parseStrings } from '../../src/service/unit-syntax.ts';
import { judge } from '../../src/watch/guard-rules.ts';
import { judge as judgeAlerts } from '../../src/watch/rules.ts';
import { emptyState } from '../../src/watch/state.ts';
import { facts } from '../gunicorn/facts.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';
import { growth } from './growth.ts';

/** Between 4, which is linear, and 16. */
const MOST = 9;
/** At four times this it is as long as what is read of a command line. */
const SIZE = 25_000;

const repeated = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const ofProcess = (argv: string[]) => facts({ pid: 10, ppid: 1, argv, comm: 'python3' });
const quietly = (look: () => unknown) => {
  try {
    look();
  } catch {
    // What is refused is answered, too.
  }
};
const run = (output: string) => ({
  exitCode: 1,
  signal: null,
  stdout: foreign(''),
  stderr: foreign(output),
  seconds: 1,
  stopped: null,
  left: 0,
});

/** What is looked at, how, and pieces of which, repeated, an expression may make too much. */
const LOOKS: [string, (text: string) => unknown, ...string[]][] = [
  ['what a process is, by its title', text => gunicornClaim(ofProcess([text])), 'gunicorn: master [', '] '],
  [
    'what a process is, by its script',
    text => gunicornClaim(ofProcess(['python3', `-b${text}`, text])),
    'b',
    'gunicorn',
  ],
  ['the name of the app', text => applicationName(['--x', text, `-n${text}`].map(foreign)), '-', 'a '],
  ['options', text => splitOptions([text, `-${text}`, `--${text}`].map(foreign)), '=', '--a'],
  ['a pattern', text => patternOf('(a*)*b$|x.*y').test(text), 'a', 'x', 'é', 'a '],
  ['a pattern with many states', text => patternOf('(a|b)*a(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)$').test(text), 'ab', 'aabab'],
  [
    'what is of fdtop',
    text => claimMatches([ofProcess(['x', text])], patternOf('x'), new Map(), 1),
    'fdtop ',
    ' --match',
    '/fdtop.js ',
  ],
  ['a filter', compilePattern('(.*)(.*)(a|aa)+\\b(é|[^a])*$'), 'a', 'é', ' a'],
  ['printable', text => printable(text), 'a', '\u001b[', '\n ', '\u202e'],
  ['the words of a check', text => lastWords(text), 'a', 'a.', ' \n', 'a:\n '],
  ['what a check says', text => readCheck(run(text), null), 'Fatal Python error: ', 'Error: ', 'a', '\n '],
  ['a log', text => logLines(text), 'Error.', 'a.', ' \n'],
  ['a list of systemd', text => parseStrings(text), '\\"', '"', 'a ', '" "'],
  ['arguments in a unit', text => mergeCmdArgs(text, { nofile: '1' }), '\\"', "'", '\'a" ', 'a '],
  ['one argument in a unit', text => optionIn(text, 'nofile'), '--nofile ', ' ', '--nofile='],
  ['the programs of supervisord', text => parseStatus(text), 'shop RUNNING ', 'a', ' '],
  ['an environment', text => [environmentVariable(text, 'A'), environmentNames(text)], 'A', 'A=\0', '\0'],
  ['mounts', text => parseProcMount(text), 'proc /proc proc hidepid=', ' '],
  ['a Unix socket', text => parseUnixRow(`0000000000000000: 00000002 00000000 00010000 0001 01 1 ${text}`), ' ', '1'],
  ['the coding of a source', text => decodeSource(Buffer.from(`#${text}`)), 'coding: ', 'coding', ' '],
  ['a receiver', text => plainName(text), '[', '.get()[', ' (a ', 'a[]['],
  ['a version of Python', text => versionIn(text), 'python3.1', '/python3.1', '1'],
  ['the answer of a trace hook', text => parseTraceAnswer(text), '[', '{"a":', '1'],
  ['a line of a recording', text => [parseSnapshot(text), versionOf(text)], '[', '{"version":', '1'],
  ['lines of TOML', text => tomlLines(text)(['a']), ' ', 'a.', 'a ', '[a', '"'],
  ['a key of TOML', text => setTomlKey(text, 'columns', '["pid"]'), ' ', 'a ', '"a', "'"],
];

const CASES = LOOKS.flatMap(([name, look, ...pieces]) => pieces.map(piece => [name, piece, look] as const));

test.each(CASES)('%s takes as long as its text, of %j', (_, piece, look) => {
  const ratio = growth(SIZE, MOST, size => {
    const text = repeated(piece, size);
    return () => quietly(() => look(text));
  });
  expect(ratio).toBeLessThan(MOST);
});

/** `count` masters with a worker each, or one with so many, as processes that claim to be that. */
function claims(count: number, isOne: boolean): Map<number, Claimed> {
  const claimed = new Map<number, Claimed>();
  const add = (pid: number, ppid: number, title: string) => {
    const process = facts({ pid, ppid, argv: [title], comm: 'gunicorn' });
    claimed.set(pid, { facts: process, claim: gunicornClaim(process)! });
  };
  for (let index = 0; index < count; index += 1) {
    if (!isOne || index === 0) add(10 + index, 1, 'gunicorn: master [shop]');
    add(1_000_000 + index, isOne ? 10 : 10 + index, 'gunicorn: worker [shop]');
  }
  return claimed;
}

function masters(count: number, isOne: boolean) {
  const ids = Array.from({ length: count }, (_, index) => (isOne ? '10@100' : `${index}@1`));
  return snapshot({
    instances: [...new Set(ids)].map(id =>
      instance({ id, unit: null, manager: 'none', masterPid: Number.parseInt(id, 10) }),
    ),
    processes: ids.map((id, index) => sample({ pid: 1_000_000 + index, instance: id, fds: 20_000 })),
  });
}

const RULES = { over: 10_000, samples: 1, cooldown: 1, perHour: 5, only: null };
const ALERTS = { warn: 1000, leak: 10_000, forecastMinutes: 10, samplesUp: 2, samplesDown: 5 };
const LIMITS = { warn: 1000, leak: 10_000, growth: null, etaMinutes: null, match: null };

describe.each([
  ['many masters', false],
  ['one master with many workers', true],
])('of %s', (_, isOne) => {
  test.each<[string, (count: number) => () => unknown]>([
    [
      'roles and families are found',
      count => {
        const claimed = claims(count, isOne);
        return () => [assignRoles(claimed), findFamilies(claimed)];
      },
    ],
    [
      'matches are found, and what has started them left out',
      count => {
        const shells = Array.from({ length: count }, (_, index) =>
          facts({ pid: 10 + index, ppid: 1, argv: ['sh', 'uvicorn'] }),
        );
        const servers = shells.map(({ pid }, index) =>
          facts({ pid: 1_000_000 + index, ppid: isOne ? 10 : pid, argv: ['uvicorn'] }),
        );
        const pattern = patternOf('uvicorn');
        return () => claimMatches([...shells, ...servers], pattern, new Map(), 1);
      },
    ],
    [
      'the guard chooses',
      count => {
        const seen = masters(count, isOne);
        return () => judge(new Map(), seen, RULES, () => true);
      },
    ],
    [
      'alerts are judged',
      count => {
        const seen = masters(count, isOne);
        return () => judgeAlerts(emptyState(), seen, ALERTS);
      },
    ],
    [
      'a check is told',
      count => {
        const seen = masters(count, isOne);
        return () => nagiosReport(seen, LIMITS);
      },
    ],
  ])('%s in a time that goes with their number', (_name, make) => {
    expect(growth(1500, MOST, make)).toBeLessThan(MOST);
  });
});
