import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Stands in for fdtop: `__demo` runs a role; `own` or `gunicorn` starts a demo, prints it as JSON, and waits. */
const entry = `
  import { runDemoRole } from './src/demo/roles.ts';
  import { startDemo } from './src/demo/start.ts';
  const [, program, command, ...args] = process.argv;
  if (command === '__demo') await runDemoRole(args[0], args.slice(1));
  else {
    const demo = await startDemo({ program, gunicorn: command === 'gunicorn' });
    process.send(demo);
    process.on('message', async () => {
      await demo.stop();
      process.disconnect();
    });
  }
`;

/** Bundles the demo as the product does, into a folder of its own. */
export async function buildProgram(): Promise<{ program: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-test-demo-'));
  const program = join(folder, 'fdtop.js');
  await build({
    stdin: { contents: entry, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    loader: { '.py': 'text' },
  });
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
