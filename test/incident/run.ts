/**
 * The acceptance test: a real Debian server under emulation, where a real worker of a real gunicorn.service holds
 * 488,868 fds, and fdtop on it, as printed and as seen in a terminal.
 *
 *   npm run test:incident                         on both kernels, each from a cold boot: a quarter of an hour
 *   npm run test:incident -- trixie               on 6.12 alone: the kernel tells how many fds a process has
 *   npm run test:incident -- bookworm             on 6.1 alone: it does not
 *   npm run test:incident -- --resume trixie      goes on from a saved state that has the fds already; makes it first
 *
 * It is started by hand, for its time. Needs root and apt; builds the servers when they are missing, some minutes each
 * (vm/image.ts). Ends with `N passed, N failed`. The times that it prints are a slow machine's: about a tenth of a real
 * one's speed.
 */
import { parseArgs } from 'node:util';
import { stopEverything } from '../support/cleanup.ts';
import { Checklist, inSeconds, timed } from './checklist.ts';
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
  await list.check(`${suite}: all checks could be made`, () => checkSuite(suite).finally(stopEverything));
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
    image.builtInSeconds === null ? 'no time: it is in the cache' : inSeconds(image.builtInSeconds),
  );
  const start = () => (values.resume ? resumeState(image, 'incident', makeIncident) : startMachine(image));
  const { seconds, result: machine } = await timed(start);
  list.info(values.resume ? 'resumed in' : 'booted in', inSeconds(seconds));
  list.info('kernel', await machine.sh('uname -r'));
  if (!values.resume) {
    const leak = await timed(() => makeIncident(machine));
    list.info('leaked in', inSeconds(leak.seconds));
  }
  const { leaker, others } = await findIncident(machine);
  await list.check(`${suite}: worker ${leaker} of ${others.length + 1} holds ${INCIDENT_FDS} fds`, async () => {
    const held = await listedFds(machine, leaker);
    if (held !== INCIDENT_FDS) throw new Error(`it holds ${held}`);
  });
  return machine;
}
