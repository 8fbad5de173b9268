import { expect, test } from 'vitest';
import { marginOfError } from '../../src/model/margin.ts';

test('is the half width of the Wilson interval when the population is endless', () => {
  // R: binom::binom.confint(50, 100, methods = "wilson") -> 0.4038315 .. 0.5961685; (2, 2000) -> 0.0002743 .. 0.0036388
  expect(marginOfError(0.5, 100, 1e12)).toBeCloseTo(0.0961685, 5);
  expect(marginOfError(0.001, 2_000, 1e12)).toBeCloseTo(0.0016823, 5);
});

test('2,000 of half a million are worth two points', () => {
  expect(marginOfError(0.5, 2_000, 488_868)).toBeGreaterThan(0.02);
  expect(marginOfError(0.5, 2_000, 488_868)).toBeLessThan(0.022);
});

test('is 0 when all was seen, and shrinks towards it', () => {
  expect(marginOfError(0.3, 1_000, 1_000)).toBe(0);
  expect(marginOfError(1, 1, 1)).toBe(0);
  const margins = [10, 100, 500, 900, 999].map(sampled => marginOfError(0.3, sampled, 1_000));
  expect(margins).toEqual(margins.toSorted((a, b) => b - a));
  expect(margins.at(-1)).toBeLessThan(0.002);
});

test('is not 0 when all of the sample is alike', () => {
  expect(marginOfError(1, 2_000, 488_868)).toBeGreaterThan(0.0005);
});

test('without a sample nothing is known', () => {
  expect(marginOfError(0, 0, 1_000)).toBe(1);
});
