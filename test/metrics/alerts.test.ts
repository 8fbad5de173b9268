import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { SERIES } from '../../src/report/prometheus-series.ts';
import { need } from '../support/need.ts';

const RULES = fileURLToPath(new URL('../../alerts/fdtop.rules.yml', import.meta.url));
const TESTS = fileURLToPath(new URL('../../alerts/fdtop.rules.test.yml', import.meta.url));

need('prometheus')('the alert rules that are shipped', () => {
  test.each([
    ['check', 'rules', RULES],
    ['test', 'rules', TESTS],
  ])('promtool %s %s', async (...args) => {
    const { exitCode, all } = await execa('/usr/bin/promtool', args, { all: true, reject: false });
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining('SUCCESS') });
  });
});

test('they ask for series that are exported', () => {
  const asked = readFileSync(RULES, 'utf8').match(/fdtop_[a-z_]+/g)!;
  expect([...new Set(asked)].filter(name => !SERIES.some(series => series.name === name))).toEqual([]);
});
