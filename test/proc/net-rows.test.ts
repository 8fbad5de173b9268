import { expect, test } from 'vitest';
import { parseTcpRow } from '../../src/proc/net-rows.ts';

test('a state that the kernel does not have is none, whatever it is called', () => {
  const row = (state: string) => `   0: 0100007F:1F90 0100007F:A2C4 ${state} 00000000:00000000`;
  expect(parseTcpRow(row('08'), 'tcp')).toMatchObject({ state: 'CLOSE_WAIT' });
  for (const state of ['0D', 'constructor', 'toString', '__proto__']) expect(parseTcpRow(row(state), 'tcp')).toBeNull();
});
