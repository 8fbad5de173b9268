import { expect, test } from 'vitest';
import { parseCapabilities } from '../../src/proc/capabilities.ts';
import { fixture } from './fixture.ts';

test('the effective ones that matter, by name', () => {
  expect(parseCapabilities('CapEff:\t0000000001080024\n')).toEqual([
    'CAP_DAC_READ_SEARCH',
    'CAP_KILL',
    'CAP_SYS_PTRACE',
    'CAP_SYS_RESOURCE',
  ]);
  expect(parseCapabilities('CapPrm:\t000001ffffffffff\nCapEff:\t0000000000080000\n')).toEqual(['CAP_SYS_PTRACE']);
  expect(parseCapabilities('CapEff:\t0000000000000000\n')).toEqual([]);
  expect(parseCapabilities('')).toEqual([]);
});

test('a real status is read', () => {
  expect(parseCapabilities(fixture('gunicorn-master-titled.status'))).toContain('CAP_KILL');
});
