import { describe, expect, test } from 'vitest';
import { FilterError } from '../../../src/model/filter/filter-error.ts';
import { tokensOf } from '../../../src/model/filter/tokens.ts';
import type { ProcessSample } from '../../../src/model/snapshot.ts';
import { FILTER_FIELDS, filterOf } from '../../../src/ui/filter-terms.ts';
import { instance, sample, shop } from '../../ui/snapshots.ts';

const pids = (filter: string, processes: readonly ProcessSample[] = shop()) =>
  processes.filter(process => filterOf(filter).matches(process, instance())).map(({ pid }) => pid);

function errorOf(filter: string): FilterError {
  try {
    filterOf(filter);
  } catch (error) {
    expect(error).toBeInstanceOf(FilterError);
    return error as FilterError;
  }
  throw new Error(`no error for ${filter}`);
}

/** The part of the filter that the error is about. */
const blamed = (filter: string) => filter.slice(errorOf(filter).start, errorOf(filter).end);

describe('words', () => {
  test('find what they found before there were comparisons: all of them, whatever the case', () => {
    expect(pids('')).toEqual([10, 11, 12]);
    expect(pids('  ')).toEqual([10, 11, 12]);
    expect(pids('MASTER')).toEqual([10]);
    expect(pids('worker leaking')).toEqual([12]);
    expect(pids('gunicorn.service')).toEqual([10, 11, 12]);
    expect(pids('[shop:app]')).toEqual([10, 11, 12]);
  });

  test.each(['.*', '--workers=4', '/srv/x=y', 'http://a?b=c', 'a&&b', '*', '\\', '{2}', "don't", '100%'])(
    '%s is one, no pattern and no comparison',
    word => {
      expect(pids(word)).toEqual([]);
      expect(pids(word, [sample({ pid: 1, command: `x ${word} y` })])).toEqual([1]);
    },
  );

  test('in quotes are never a name, an operator or a keyword', () => {
    const processes = [sample({ pid: 1, command: 'a and b, fds>5 (x)' }), sample({ pid: 2, command: 'a b' })];
    for (const filter of ['"and"', "'fds>5'", '"(x)"', '"a and b"', '"fds" ">5"'])
      expect(pids(filter, processes)).toEqual([1]);
  });
});

describe('comparisons', () => {
  test.each<[string, number[]]>([
    ['fds>1000', [12]],
    ['fds > 1000', [12]],
    ['fds>=12000', [12]],
    ['fds<=12', [10]],
    ['fds=40', [11]],
    ['fds==40', [11]],
    ['fds!=40', [10, 12]],
    ['role=worker', [11, 12]],
    ['ROLE=Worker', [11, 12]],
    ['role!=worker', [10]],
    ['user=www-data', [11, 12]],
    ['user~data', [11, 12]],
    ['user!~data', [10]],
    ['user=www', []],
    ['command~"^gunicorn: w.*app.$"', [11, 12]],
    ['command~(master|nothing)', [10]],
    ['(command~(master|nothing))', [10]],
    ['severity>=leaking', [12]],
    ['severity<leaking', [10, 11]],
    ['instance=gunicorn', [10, 11, 12]],
    ['instance=gunicorn.service', [10, 11, 12]],
    ['instance=shop:app', [10, 11, 12]],
    ['instance!=shop:app', []],
    ['pid=12', [12]],
  ])('%s', (filter, expected) => {
    expect(pids(filter)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['fds>10k', true],
    ['fds>13K', false],
    ['fds<1M', true],
    ['fds>11,999', true],
    ['limit=unlimited', false],
    ['used>50%', true],
    ['used>50', true],
    ['used>60.5%', false],
    ['growth>10', true],
    ['growth>311/s', true],
    ['growth>18000/min', true],
    ['growth>0.3k', true],
    ['growth>.5', true],
    ['growth<-1', false],
    ['full<10m', true],
    ['full<540s', true],
    ['full<539', false],
    ['full-in<0.2h', true],
    ['age>1h', true],
    ['age>1h30m', false],
    ['age>1d', false],
    ['age>59min', true],
    ['mem>50M', true],
    ['mem>90MiB', false],
    ['memory>=90M', true],
    ['memory<1G', true],
    ['cpu>1', true],
  ])('%s is %s, with the units that it has on the screen', (filter, expected) => {
    const process = sample({
      pid: 1,
      fds: 12_000,
      usedPercent: 60,
      fdsPerSecond: 312,
      secondsToLimit: 539,
      ageSeconds: 3601,
    });
    expect(pids(filter, [process])).toEqual(expected ? [1] : []);
  });

  test('know a limit that there is not', () => {
    const free = sample({ pid: 1, limitSoft: Number.POSITIVE_INFINITY });
    expect(pids('limit=unlimited', [free])).toEqual([1]);
    expect(pids('limit>1M', [free])).toEqual([1]);
  });

  test('never match what is not known; not does', () => {
    const unknown = sample({
      pid: 1,
      fds: null,
      limitSoft: null,
      usedPercent: null,
      fdsPerSecond: null,
      secondsToLimit: null,
      cpuPercent: null,
      rssBytes: null,
      ageSeconds: null,
      user: '',
      severity: 'unknown',
    });
    for (const field of FILTER_FIELDS) {
      if (['pid', 'ppid', 'role', 'command', 'instance'].includes(field.name)) continue;
      const value = field.kind === 'text' ? (field.words?.[0] ?? 'x') : '0';
      for (const operator of field.kind === 'text' && !field.ranks ? ['='] : ['=', '>', '<', '>=', '<=']) {
        if (field.name === 'severity' && operator === '=') continue;
        const filter = `${field.name}${operator}${value}`;
        expect(pids(filter, [unknown]), filter).toEqual([]);
        expect(pids(`not ${filter}`, [unknown]), filter).toEqual([1]);
      }
      if (field.name !== 'severity') expect(pids(`${field.name}!=${value}`, [unknown]), field.name).toEqual([]);
    }
    expect(pids('severity=unknown', [unknown])).toEqual([1]);
  });
});

describe('and, or, not', () => {
  test.each<[string, number[]]>([
    ['fds>1000 and role=worker', [12]],
    ['fds>1000 role=worker', [12]],
    ['user=www-data or user=root', [10, 11, 12]],
    ['not role=master', [11, 12]],
    ['not not role=master', [10]],
    ['role=master or role=worker and fds>1000', [10, 12]],
    ['(role=master or role=worker) and fds>1000', [12]],
    ['not (role=master or fds>1000)', [11]],
    ['not role=master fds<1000', [11]],
    ['NOT role=master AND fds<1000', [11]],
    ['role=master || fds>1000 && role=worker', [10, 12]],
    ['leaking or pid=10', [10, 12]],
    ['((leaking))', [12]],
  ])('%s', (filter, expected) => {
    expect(pids(filter)).toEqual(expected);
  });

  test('tells which fields it looks at', () => {
    expect([...filterOf('mem>1 or (age>1h and word)').fields].sort()).toEqual(['age', 'memory']);
  });
});

describe('an error', () => {
  test.each<[filter: string, blamed: string, message: RegExp]>([
    ['fsd>5', 'fsd', /there is no column "fsd", did you mean fds\?/],
    ['a and xyzzy=5', 'xyzzy', /there is no column "xyzzy"; there are host, instance, pid/],
    ['fds>abc x', 'abc', /"abc" is no number for fds: it takes 1000 or 10k/],
    ['full<10x y', '10x', /it takes 90s, 10m, 1h or 3d/],
    ['fds~5', '~', /fds is a number: it takes > >= < <= = or !=/],
    ['user>root', '>', /user is a text: it takes =, != or ~/],
    ['role=wrker y', 'wrker', /"wrker" is none of master, worker/],
    ['severity>unknown y', 'unknown', /unknown has no place in ok < elevated < leaking < critical/],
    ['a) b', ')', /closes nothing/],
    ['() a', ')', /a condition is expected before \)/],
    ['and a', 'and', /a condition is expected before and/],
    ['a or or b', 'or', /a condition is expected before or/],
    ['>5', '>', /the name of a column is expected before >, as in fds>1000/],
    ['command~a(b y', 'a(b', /a \( of the pattern is not closed/],
    ['command~[a y', '[a', /a \[ of the pattern is not closed/],
    ['command~*a y', '*a', /\* of the pattern repeats nothing/],
    ['command~a{2} y', 'a{2}', /a pattern has no counts/],
    ['command~(?=a) y', '(?=a)', /only \(\?:…\)/],
    ['command~(a)\\1 y', '(a)\\1', /a pattern knows .*, but not \\1/],
  ])('of %s is about %s, and says what is expected', (filter, part, message) => {
    expect(errorOf(filter).message).toMatch(message);
    expect(blamed(filter)).toBe(part);
    expect(errorOf(filter).isUnfinished).toBe(false);
  });

  test.each([
    'fds>',
    'fds > ',
    'role=',
    'role=wor',
    'age>1mi',
    'a and',
    'a or ',
    'not',
    '(',
    '(a or b',
    'command~"a b',
    "'",
    'command~[a',
    'growth>-',
  ])('of %s is only that it goes on', filter => {
    expect(errorOf(filter).isUnfinished).toBe(true);
  });

  test('stays short, whatever was typed', () => {
    const long = 'x'.repeat(100_000);
    for (const filter of [`${long}=5`, `fds>${long} y`, `role=${long} y`, `command~${long} y`])
      expect(errorOf(filter).message.length).toBeLessThan(300);
  });
});

describe('what nobody should type', () => {
  test('10,000 parentheses, closed or not, are an error', () => {
    expect(errorOf('('.repeat(10_000)).message).toBe('more than 50 ( in one another');
    expect(errorOf(`${'('.repeat(10_000)}a${')'.repeat(10_000)}`).message).toBe('more than 50 ( in one another');
    expect(errorOf(')'.repeat(10_000)).message).toMatch(/a condition is expected before \)/);
    expect(pids(`${'('.repeat(50)}leaking${')'.repeat(50)}`)).toEqual([12]);
  });

  test('10,000 conditions side by side, and as many nots, are fine', () => {
    expect(pids(Array.from({ length: 10_000 }, () => 'leaking').join(' or '))).toEqual([12]);
    expect(pids(Array.from({ length: 10_000 }, () => 'leaking').join(' '))).toEqual([12]);
    expect(pids(`${'not '.repeat(10_000)}leaking`)).toEqual([12]);
    expect(pids(`${'not '.repeat(10_001)}leaking`)).toEqual([10, 11]);
    expect(pids('(leaking) '.repeat(10_000))).toEqual([12]);
  });

  test('any two characters are a filter or an error with a place', () => {
    const characters = [
      'a',
      '5',
      ' ',
      '(',
      ')',
      '"',
      "'",
      '=',
      '!',
      '~',
      '<',
      '>',
      '&',
      '|',
      '\\',
      '\0',
      '漢',
      '\ud800',
    ];
    for (const one of characters) {
      for (const two of characters) {
        for (const filter of [one + two, `fds>${one}${two}`, `command~${one}${two}`]) {
          try {
            filterOf(filter).matches(shop()[0]!, instance());
          } catch (error) {
            expect(error, filter).toBeInstanceOf(FilterError);
            const { start, end } = error as FilterError;
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(filter.length);
          }
        }
      }
    }
  });
});

test('what every object has is a plain word', () => {
  for (const text of ['constructor', 'toString', '__proto__']) expect(tokensOf(text)[0]!.type).toBe('word');
  expect(pids('not constructor')).toEqual([10, 11, 12]);
});
