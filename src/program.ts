/** All of fdtop behind the check of Node's version: the program, the processes of its demo, and those that read apart. */
import { main } from './main.ts';
import { APART, PACKED } from './own/program.ts';

export async function run([first, ...rest]: readonly string[]): Promise<void> {
  if (first === '__demo') {
    const { runDemoRole } = await import('./demo/roles.ts');
    return await runDemoRole(rest[0], rest.slice(1));
  }
  if (first === APART && PACKED === 'executable') {
    await import('./own/host.ts');
    return;
  }
  await main();
}
