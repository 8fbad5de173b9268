import { describe, expect, test } from 'vitest';
import { formatCount } from '../../src/model/format.ts';
import type { Instance, ProcessSample } from '../../src/model/snapshot.ts';
import { nagiosReport, unknownLine } from '../../src/report/nagios.ts';
import { snapshotOf, worker } from '../watch/samples.ts';

const LIMITS = { warn: 1000, leak: 10_000, growth: null, etaMinutes: null, match: null };
const report = (rows: ProcessSample[], limits = {}, more = {}) =>
  nagiosReport(snapshotOf(rows, more), { ...LIMITS, ...limits });

test('OK: how many there are, and the worst of them', () => {
  expect(report([worker(1, 9, { role: 'master' }), worker(7, 40), worker(8, 41)])).toEqual({
    line: "FDTOP OK - 2 workers of 1 instance, most: worker 8 with 41 open files | 'gunicorn'=41;1000;10000;0;65536",
    exitCode: 0,
  });
});

test('WARNING from warn on, CRITICAL from leak on: the worst speaks first', () => {
  expect(report([worker(7, 999)]).exitCode).toBe(0);
  expect(report([worker(7, 1000)])).toEqual({
    line: "FDTOP WARNING - worker 7 of gunicorn has 1,000 open files (2% of 65,536) | 'gunicorn'=1000;1000;10000;0;65536",
    exitCode: 1,
  });
  const { line, exitCode } = report([worker(7, 1000), worker(8, 10_000), worker(9, 40)]);
  expect(exitCode).toBe(2);
  expect(line).toMatch(
    /^FDTOP CRITICAL - worker 8 of gunicorn has 10,000 open files .*; worker 7 of gunicorn has 1,000/,
  );
  expect(line).toContain("| 'gunicorn'=10000;1000;10000;0;65536");
});

test('CRITICAL near the limit, however low that is, and by a forecast', () => {
  expect(report([worker(7, 922, { limitSoft: 1024 })]).exitCode).toBe(2);
  const soon = { fdsPerSecond: 10, secondsToLimit: 400, severity: 'critical' } as const;
  expect(report([worker(7, 500, soon)])).toMatchObject({ exitCode: 2, line: expect.stringContaining('full in 6 min') });
});

test('--eta sets the minutes, also fewer than ten; --growth the files per second', () => {
  const soon = worker(7, 500, { fdsPerSecond: 10, secondsToLimit: 400, severity: 'critical' });
  expect(report([soon], { etaMinutes: 5 }).exitCode).toBe(0);
  expect(report([soon], { etaMinutes: 7 }).exitCode).toBe(2);
  expect(report([soon], { etaMinutes: 5, growth: 10.5 }).exitCode).toBe(0);
  expect(report([soon], { etaMinutes: 5, growth: 9.5 }).exitCode).toBe(2);
});

describe('UNKNOWN', () => {
  test('when there is nothing: never OK', () => {
    expect(report([])).toEqual({ line: 'FDTOP UNKNOWN - no Gunicorn runs', exitCode: 3 });
    expect(report([], {}, { privileged: false }).line).toMatch(/no Gunicorn runs, or it is hidden from this user$/);
    expect(report([], { match: /x/ }).line).toMatch(/and nothing that --match asks for$/);
  });

  test('when a worker could not be counted; the perfdata of an instance without any count is U', () => {
    expect(report([worker(7, null), worker(8, 5)], {}, { privileged: false })).toEqual({
      line: "FDTOP UNKNOWN - 1 of 2 processes not counted: permission denied, run it as root | 'gunicorn'=5;1000;10000;0;65536",
      exitCode: 3,
    });
    expect(report([worker(7, null)]).line).toContain("'gunicorn'=U;1000;10000;0;");
  });

  test('unless what is known is worse; that some is not known is said with it', () => {
    for (const [fds, exitCode] of [
      [1000, 1],
      [10_000, 2],
    ] as const) {
      const { line, exitCode: code } = report([worker(7, null), worker(8, fds)]);
      expect(code).toBe(exitCode);
      expect(line).toContain('1 of 2 processes not counted');
    }
  });

  test('when fdtop itself could not see all of it', () => {
    expect(report([worker(7, 5)], {}, { notes: ['fdtop itself has too many open files'] })).toMatchObject({
      exitCode: 3,
    });
  });

  test('for an error, on one line and without the bar of the perfdata', () => {
    expect(unknownLine('a | b\nc')).toBe('FDTOP UNKNOWN - a / b c');
  });
});

describe('perfdata', () => {
  const dataOf = (instances: Partial<Instance>[]) => {
    const rows = instances.map((_, index) => worker(10 + index, 5, { instance: `${index + 1}@1` }));
    const snapshot = snapshotOf(rows);
    for (const [index, changes] of instances.entries()) Object.assign(snapshot.instances[index]!, changes);
    return nagiosReport(snapshot, LIMITS).line.split(' | ')[1];
  };

  test('labels are unique, also where names repeat', () => {
    expect(dataOf([{ unit: 'a.service' }, { unit: null, name: 'b:app' }])).toBe(
      "'a'=5;1000;10000;0;65536 'b:app'=5;1000;10000;0;65536",
    );
    const labels = dataOf([
      { unit: 'a.service' },
      { unit: 'a.service' },
      { unit: 'a.service', masterPid: null },
      { unit: 'a.service', masterPid: null },
    ]);
    expect(labels!.match(/'[^']*'/g)).toEqual(["'a 1'", "'a 2'", "'a orphans'", "'a orphans 2'"]);
  });

  test('labels have nothing in them that means something', () => {
    const data = dataOf([{ unit: null, name: "a'b=c|d\ne\x1b[2J" }]);
    expect(data).toBe("'a_b_c_d e\ufffd[2J'=5;1000;10000;0;65536");
  });

  test('has no maximum for an unlimited worker', () => {
    expect(report([worker(7, 5, { limitSoft: Number.POSITIVE_INFINITY, usedPercent: 0 })]).line).toMatch(
      /=5;1000;10000;0;$/,
    );
  });
});

test('many findings do not make an endless line', () => {
  const { line } = report(Array.from({ length: 200 }, (_, index) => worker(index + 10, 20_000 + index)));
  expect(line).toContain('worker 209 of gunicorn has 20,199');
  expect(line).toContain('; 197 more | ');
  expect(line.length).toBeLessThan(1000);
});

/** Masters of a user that look like services, each with so many open files. */
function fakes(count: number, fds: number | null, name = 'honest-shop', user = 'mallory') {
  const rows = Array.from({ length: count }, (_, index) =>
    worker(5000 + index, fds, { role: 'master', instance: `${5000 + index}@1`, user }),
  );
  const { instances } = snapshotOf(rows);
  return { rows, instances: instances.map(each => ({ ...each, name, manager: 'none' as const, unit: null })) };
}

/** The fakes are seen first. */
function withFakes({ rows, instances }: ReturnType<typeof fakes>, ...honest: ProcessSample[]) {
  const mine = snapshotOf(honest);
  return { ...mine, instances: [...instances, ...mine.instances], processes: [...rows, ...honest] };
}

describe('thousands of fakes of another user', () => {
  test('take no room of the perfdata from a unit of the system, and none that plugins do not have', () => {
    const { line } = nagiosReport(withFakes(fakes(2000, 5), worker(7, 40)), LIMITS);
    expect(Buffer.byteLength(line)).toBeLessThan(5000);
    const [text, data] = line.split(' | ');
    expect(data!.split(/ (?=')/)).toContain("'gunicorn'=40;1000;10000;0;65536");
    const told = [...data!.matchAll(/'[^']+'=\d+;1000;10000;0;65536(?: |$)/g)];
    expect(told.map(([part]) => part).join('')).toBe(data);
    expect(text).toMatch(new RegExp(`; ${formatCount(2001 - told.length)} instances left out$`));
  });

  test('names that are long, and of wide characters, do not make it longer', () => {
    const { line } = nagiosReport(withFakes(fakes(500, 20_000, '\u{20000}'.repeat(200)), worker(7, 40)), LIMITS);
    expect(Buffer.byteLength(line)).toBeLessThan(8000);
    expect(line).toMatch(/; \d+ instances left out \| .*'gunicorn'=40;/u);
  });

  test('do not hide what leaks in a unit, nor in an instance of another user', () => {
    const faked = withFakes(fakes(100, 50_000), worker(7, 10_000));
    expect(nagiosReport(faked, LIMITS).line).toMatch(
      /^FDTOP CRITICAL - worker 7 of gunicorn has 10,000 open files .*?; master 5000 of .*; 98 more/,
    );
    const other = fakes(1, 1200, 'other', 'deploy');
    const shared = withFakes(fakes(100, 50_000));
    const all = {
      ...shared,
      instances: [...shared.instances, ...other.instances.map(each => ({ ...each, id: '9@9' }))],
      processes: [...shared.processes, { ...other.rows[0]!, pid: 9, instance: '9@9' }],
    };
    expect(nagiosReport(all, LIMITS).line).toMatch(/^FDTOP CRITICAL - master 5000 .*?; master 9 of other has 1,200/);
  });

  test('do not stand before the others because they have the most: what is critical speaks, then the units', () => {
    expect(nagiosReport(withFakes(fakes(9, 50_000), worker(7, 1000)), LIMITS).line).toMatch(
      /^FDTOP CRITICAL - master 5000 of .*?; worker 7 of gunicorn has 1,000 .*?; master 5001 of .*?; 7 more/,
    );
  });

  test('give a unit of the system no other label than it had', () => {
    const { line } = nagiosReport(withFakes(fakes(2, 5, 'gunicorn'), worker(7, 40)), LIMITS);
    expect(line).toContain("'gunicorn'=40;");
    expect(line).toContain("'gunicorn 5000'=5;");
  });
});
