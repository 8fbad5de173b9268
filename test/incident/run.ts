/**
 * The acceptance test, `npm run test:incident [-- --resume] [-- SUITE...]`: a real Debian server under emulation, where
 * a real worker of a real gunicorn.service holds 488,868 fds, and fdtop on it, as printed and as seen in a terminal. On
 * both kernels unless told which: trixie (6.12: the kernel tells how many fds a process has) and bookworm (6.1: it does
 * not). It is started by hand: under emulation it takes a quarter of an hour.
 *
 * Needs root and apt; builds the servers when they are missing (vm/image.ts). `--resume` goes on from a saved state that
 * has the fds already, to try something again and again. Ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { formatSeconds } from '../../src/model/format.ts';
import { stopEverything } from '../support/cleanup.ts';
import { Checklist, timed } from './checklist.ts';
import { findIncident, INCIDENT_FDS, listedFds, makeIncident } from './incident.ts';
import { installFdtop } from './install.ts';
import { checkSnapshot, checkTypes } from './printed.ts';
import { checkScreen } from './screen.ts';
import { provideImage, SUITES, type Suite } from './vm/image.ts';
import { type Machine, startMachine } from './vm/machine.ts';
import { resumeState } from './vm/state.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { resume: { type: 'boolean' } } });
const unknown = positionals.find(name => !(SUITES as readonly string[]).includes(name));
if (unknown) throw new Error(`no such suite: ${unknown}; there are ${SUITES.join(', ')}`);

// An exit, unlike the end by a signal, ends the server too.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

const list = new Checklist();
for (const suite of positionals.length > 0 ? (positionals as Suite[]) : SUITES) {
  await list.check(`${suite}: all checks could be made`, () => checkSuite(suite));
  await stopEverything();
}
console.log(`${list.passed} passed, ${list.failed} failed`);
process.exit(list.failed === 0 ? 0 : 1);

async function checkSuite(suite: Suite): Promise<void> {
  list.heading(`${suite}: the server`);
  const machine = await serverWithIncident(suite);
  await installFdtop(machine);
  const incident = await findIncident(machine);
  list.heading(`${suite}: fdtop on the incident`);
  await checkSnapshot(list, machine, incident);
  await checkTypes(list, machine, incident);
  await checkScreen(list, machine, incident);
  await machine.stop();
}

async function serverWithIncident(suite: Suite): Promise<Machine> {
  const image = provideImage(suite);
  list.info(
    'built in',
    image.builtInSeconds === null ? 'no time: it is in the cache' : formatSeconds(image.builtInSeconds),
  );
  const start = () => (values.resume ? resumeState(image, 'incident', makeIncident) : startMachine(image));
  const { seconds, result: machine } = await timed(start);
  list.info(values.resume ? 'resumed in' : 'booted in', formatSeconds(seconds));
  list.info('kernel', await machine.sh('uname -r'));
  if (!values.resume) {
    const leak = await timed(() => makeIncident(machine));
    list.info('leaked in', formatSeconds(leak.seconds));
  }
  const { leaker, others } = await findIncident(machine);
  await list.check(`${suite}: worker ${leaker} of ${others.length + 1} holds ${INCIDENT_FDS} fds`, async () => {
    const held = await listedFds(machine, leaker);
    if (held !== INCIDENT_FDS) throw new Error(`it holds ${held}`);
  });
  return machine;
}
