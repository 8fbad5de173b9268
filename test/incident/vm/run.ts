/**
 * By hand: `node test/incident/vm/run.ts SUITE [COMMAND LINE]` boots the server, runs the command line in it on your
 * terminal (a shell when there is none), and ends the server. Its exit code is the command's. fdtop is in /opt/fdtop:
 *
 *   node test/incident/vm/run.ts bookworm 'fdtop --once'
 */
import { spawnSync } from 'node:child_process';
import { stopEverything } from '../../support/cleanup.ts';
import { installFdtop } from '../install.ts';
import { provideImage, SUITES } from './image.ts';
import { startMachine } from './machine.ts';

const [name, ...words] = process.argv.slice(2);
const suite = SUITES.find(each => each === name);
if (!suite) throw new Error(`which suite? ${SUITES.join(' or ')}`);
// An exit, unlike the end by a signal, ends the server too.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

try {
  const machine = await startMachine(provideImage(suite));
  await installFdtop(machine);
  const { command, args } = machine.onTerminal(words.length > 0 ? words.join(' ') : 'exec bash -l');
  process.exitCode = spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  await stopEverything();
}
