import { runKeeper } from './keeper.ts';
import { runMaster } from './master.ts';
import { isRole, titles } from './role-process.ts';
import { runWorker } from './worker.ts';

const roles = { keeper: runKeeper, master: runMaster, worker: runWorker };

/**
 * Runs one process of the demo: `fdtop.js __demo ROLE ARGS...`. It returns once the role is set up; the process then
 * lives until its parent is gone, so the caller must not exit. It loads no Ink and no React.
 */
export async function runDemoRole(role: string | undefined, args: string[]): Promise<void> {
  if (!isRole(role)) throw new Error(`no demo role is called ${JSON.stringify(role)}`);
  // argv[0] has the title already (see spawnRole); this sets comm too, and blanks the other arguments.
  process.title = titles[role];
  await roles[role](args);
}
