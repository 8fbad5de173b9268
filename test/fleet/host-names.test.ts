import { expect, test } from 'vitest';
import { hostNames, withoutPort } from '../../src/fleet/host-names.ts';

const names = (...targets: [hostName: string, instance: string][]) => [
  ...hostNames(new Map(targets.map(([hostName, instance]) => [instance, { hostName, instance }]))).values(),
];

test('the name that a host has for itself', () => {
  expect(names(['web-1', '10.0.0.1:9948'], ['web-2', '10.0.0.2:9948'])).toEqual(['web-1', 'web-2']);
});

test('the address where names are the same or missing, with the port where the address is the same, too', () => {
  expect(names(['localhost', '10.0.0.1:9948'], ['localhost', '10.0.0.2:9948'])).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(names(['', '10.0.0.1:9948'], ['', '10.0.0.1:9949'])).toEqual(['10.0.0.1:9948', '10.0.0.1:9949']);
});

test('an address without its port', () => {
  expect(['web:9948', '10.0.0.1:1', '[::1]:9948', 'web'].map(withoutPort)).toEqual(['web', '10.0.0.1', '::1', 'web']);
});
