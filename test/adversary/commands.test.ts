import { expect, it } from 'vitest';
import { forgotten } from './commands.ts';

it('every command of fdtop is run on the adversary: a new one needs its words in test/adversary/commands.ts', () => {
  expect(forgotten()).toEqual([]);
});
