/** Bundles a program of the bench, and with it what of fdtop it measures, as fdtop itself is (src/tools/build.ts). */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Bench } from './case.ts';
import { program } from './helper.ts';

const common: BuildOptions = { bundle: true, platform: 'node', target: 'node22', legalComments: 'none' };
const THREAD = fileURLToPath(new URL('../../src/sampler/fd-types-worker.ts', import.meta.url));

/** Path of the bundled programs/types.ts. */
export async function bundleTypes(bench: Bench): Promise<string> {
  const thread = await build({ ...common, entryPoints: [THREAD], format: 'cjs', minify: true, write: false });
  return await bundleProgram(bench, 'types.ts', {
    FDTOP_FD_TYPES_WORKER: JSON.stringify(thread.outputFiles![0]!.text),
  });
}

/** Path of a bundled program: Node's own stripping of types takes time, and tens of MB that would be counted as fdtop's. */
export async function bundleProgram({ scratch }: Bench, name: string, define: Record<string, string> = {}) {
  const outfile = `${scratch}/${name.replace('.ts', '.mjs')}`;
  await build({ ...common, entryPoints: [program(name)], outfile, format: 'esm', define });
  return outfile;
}
