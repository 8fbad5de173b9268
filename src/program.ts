/** All of fdtop behind the check of Node's version: the program, and the processes of its demo. */
import { main } from './main.ts';

export async function run([first, ...rest]: readonly string[]): Promise<void> {
  if (first === '__demo') {
    const { runDemoRole } = await import('./demo/roles.ts');
    return await runDemoRole(rest[0], rest.slice(1));
  }
  await main();
}
