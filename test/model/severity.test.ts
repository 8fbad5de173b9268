import { describe, expect, test } from 'vitest';
import { SEVERITIES, severityOf, worstSeverity } from '../../src/model/severity.ts';

const THRESHOLDS = { warn: 1000, leak: 10_000 };
const of = (fds: number | null, usedPercent: number | null = 0, secondsToLimit: number | null = null) =>
  severityOf({ fds, usedPercent, secondsToLimit }, THRESHOLDS);

describe('the severity of a process', () => {
  test.each([
    [0, 'ok'],
    [999, 'ok'],
    [1000, 'elevated'],
    [9_999, 'elevated'],
    [10_000, 'leaking'],
    [488_868, 'leaking'],
  ])('with %d fds is %s', (fds, severity) => {
    expect(of(fds)).toBe(severity);
  });

  test('is critical from 90 % of its limit on, whatever the count', () => {
    expect(of(50, 89.9)).toBe('ok');
    expect(of(50, 90)).toBe('critical');
    expect(of(20_000, 89.9)).toBe('leaking');
    expect(of(20_000, 90)).toBe('critical');
    expect(of(50, 4_774_100)).toBe('critical');
  });

  test('is critical when the limit is 10 minutes away, or less', () => {
    expect(of(50, 5, 601)).toBe('ok');
    expect(of(50, 5, 600)).toBe('critical');
    expect(of(50, 5, 0)).toBe('critical');
  });

  test('is unknown without a count, whatever else is known', () => {
    expect(of(null, null)).toBe('unknown');
    expect(of(null, 99, 1)).toBe('unknown');
  });

  test('goes by the count alone where the limit is not known', () => {
    expect(of(20_000, null)).toBe('leaking');
    expect(of(5, null)).toBe('ok');
  });
});

describe('the severity of several', () => {
  test('is the worst of them', () => {
    expect(worstSeverity(['ok', 'leaking', 'elevated'])).toBe('leaking');
    expect(worstSeverity(['leaking', 'critical'])).toBe('critical');
  });

  test('is unknown rather than ok: what cannot be seen is not known to be well', () => {
    expect(worstSeverity(['ok', 'unknown'])).toBe('unknown');
    expect(worstSeverity(['elevated', 'unknown'])).toBe('elevated');
  });

  test('is ok for none', () => {
    expect(worstSeverity([])).toBe('ok');
  });

  test('knows an order for each severity', () => {
    expect([...SEVERITIES].sort()).toEqual(['critical', 'elevated', 'leaking', 'ok', 'unknown']);
  });
});
