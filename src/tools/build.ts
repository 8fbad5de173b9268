/**
 * Bundles the program into dist/: fdtop.js, the entry, program.js, all the rest, what that loads later, and the man page.
 * `--if-stale` builds only when a source is newer than them.
 */
import { chmodSync, copyFileSync, globSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build, type Plugin } from 'esbuild';
import {
  apartFiles,
  apartProgram,
  common,
  program,
  requireBanner,
  root,
  standIns,
  versionOfPackage,
  WASM_FILES,
} from './bundles.ts';
import { lateBuiltins, withCore } from './late-plugins.ts';
import { licences } from './licences.ts';
import { manual } from './manual.ts';

const dist = `${root}dist/`;
const entry = `${dist}fdtop.js`;

function isStale(): boolean {
  const built = statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(['src/**/*', 'package.json', 'package-lock.json'], { cwd: root });
  return sources.some(source => (statSync(root + source, { throwIfNoEntry: false })?.mtimeMs ?? 0) > built);
}

/** The entry keeps its import of the program, which is the other file. */
const otherFile: Plugin = {
  name: 'other-file',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/program\.ts$/ }, () => ({ path: './program.js', external: true }));
  },
};

/** Gives the source files that are in them. */
async function bundleApart(): Promise<string[]> {
  const inputs: string[] = [];
  for (const [name, source] of Object.entries(apartFiles('folder'))) {
    const { metafile } = await build({ ...apartProgram(source, 'folder'), outfile: dist + name, metafile: true });
    inputs.push(...Object.keys(metafile.inputs));
  }
  for (const [name, from] of Object.entries(WASM_FILES)) copyFileSync(from, dist + name);
  return [...inputs, ...Object.values(WASM_FILES)];
}

/** Gives the source files that are in it. */
async function bundleProgram(): Promise<string[]> {
  const options = await program('src/program.ts', 'folder');
  const { metafile } = await build({
    ...options,
    plugins: [withCore(`${standIns}core.ts`, `${root}src`), ...options.plugins!],
    outdir: dist,
    // Each command apart: Node compiles, and keeps compiled, no more than what is run.
    splitting: true,
    chunkNames: 'part-[hash]',
    metafile: true,
  });
  const written = Object.keys(metafile.outputs).map(file => basename(file));
  for (const old of globSync('part-*.js', { cwd: dist })) if (!written.includes(old)) rmSync(dist + old);
  return Object.keys(metafile.inputs);
}

/** Last, as its time is what `--if-stale` looks at. */
async function bundleEntry(): Promise<void> {
  await build({
    ...common,
    entryPoints: [`${root}src/cli.ts`],
    outfile: entry,
    // The oldest syntax that any Node met in the field reads: it must get as far as the version check.
    target: 'node12.20',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
    plugins: [lateBuiltins, otherFile],
  });
  chmodSync(entry, 0o755);
}

if (!process.argv.includes('--if-stale') || isStale()) {
  const sources = [...(await bundleApart()), ...(await bundleProgram())];
  writeFileSync(`${dist}LICENSES.txt`, licences(sources));
  writeFileSync(`${dist}fdtop.1`, manual(versionOfPackage()));
  await bundleEntry();
}
