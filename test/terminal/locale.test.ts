/** A terminal whose locale has no Unicode gets ASCII, byte for byte. */
import { expect, test } from 'vitest';
import { writeIncident } from '../golden/recording.ts';
import { FDTOP } from '../support/fdtop.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const incident = writeIncident();

async function open(env: Record<string, string>, rows = 24): Promise<Terminal> {
  const terminal = openTerminal({
    command: process.execPath,
    args: [FDTOP, 'replay', incident, '--config', '/dev/null'],
    cols: 120,
    rows,
    env: { LANG: '', ...env },
  });
  await terminal.waitFor('2117153');
  return terminal;
}

test.each([
  [{}],
  [{ LANG: 'C' }],
  [{ LANG: 'POSIX' }],
  [{ LANG: 'en_US.ISO-8859-1' }],
  [{ LANG: 'C.UTF-8', LC_ALL: 'C' }],
  [{ LANG: 'C.UTF-8', LC_CTYPE: 'de_DE' }],
])('in %j: nothing but ASCII, the name of the app in question marks', async env => {
  const terminal = await open(env);
  terminal.write('A');
  await terminal.waitFor('PAUSED');
  await terminal.waitFor('????:app');
  await terminal.waitFor(/[#*+=]$|[#*+=] /m); // a sparkline
  terminal.write('?');
  await terminal.waitFor(/Esc back/);
  terminal.key('esc');
  terminal.write('/2117');
  await terminal.waitFor(/filter: 2117/);
  terminal.key('enter');
  terminal.write('/\x1b');
  await terminal.waitFor('????:app');
  terminal.write('q');
  await terminal.exit;
  expect(terminal.raw()).not.toMatch(/[^\0-\x7f]/);
});

test.each([[{ LANG: 'C.UTF-8' }], [{ LC_CTYPE: 'UTF-8' }], [{ LANG: 'C', LC_ALL: 'en_US.utf8' }]])(
  'in %j: Unicode',
  async env => {
    const terminal = await open(env);
    await terminal.waitFor('東京:app');
    await terminal.waitFor(/[▁▂▃▄▅▆▇█]/);
    terminal.write('q');
    await terminal.exit;
  },
);
