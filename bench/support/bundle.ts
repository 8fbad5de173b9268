/** Bundles a program of the bench, and with it what of fdtop it measures, as fdtop itself is (src/tools/build.ts). */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Bench } from './case.ts';
import { program } from './helper.ts';

const common: BuildOptions = { bundle: true, platform: 'node', target: 'node22', legalComments: 'none' };
const THREAD = fileURLToPath(new URL('../../src/sampler/fd-types-worker.ts', import.meta.url));

/** Path of the bundled programs/types.ts. */
export async function bundleTypes({ scratch }: Bench): Promise<string> {
  const thread = await build({ ...common, entryPoints: [THREAD], format: 'cjs', minify: true, write: false });
  const outfile = `${scratch}/types.mjs`;
  await build({
    ...common,
    entryPoints: [program('types.ts')],
    outfile,
    format: 'esm',
    define: { FDTOP_FD_TYPES_WORKER: JSON.stringify(thread.outputFiles![0]!.text) },
  });
  return outfile;
}
