/**
 * Bundles the program into dist/fdtop.js, the entry, and dist/program.js, all the rest. `--if-stale` builds only when a source
 * is newer than them.
 */
import { chmodSync, copyFileSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { lateBuiltins, meowWithoutNpm, withCore } from './late-plugins.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = `${root}dist/`;
/** What stands in the bundle for something else. */
const bundle = `${root}src/tools/bundle/`;
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

/** Yoga fetches its own data: URL where there is a fetch, and that loads all of Node's HTTP client at the start. */
const yogaWithoutFetch: Plugin = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-layout.*base64.*\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/** See bundle/string-width.cts, the only one that gets the package itself. */
const quickStringWidth: Plugin = {
  name: 'quick-string-width',
  setup({ onResolve }) {
    const path = `${bundle}string-width.cts`;
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === path ? undefined : { path }));
  },
};

const common = { bundle: true, platform: 'node', minifySyntax: true, legalComments: 'none' } as const;
const requireBanner =
  'import { createRequire as makeRequire } from "module";\nconst require = makeRequire(import.meta.url);';

/** The program of the thread that names fds, as text: it is part of the program, and yet starts without the rest of it. */
async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [`${root}src/sampler/fd-types-worker.ts`],
    target: 'node22',
    format: 'cjs',
    minify: true,
    write: false,
  });
  return outputFiles[0]!.text;
}

/**
 * The program of the thread that reads Python's heap, a file of its own beside its parser's: half a megabyte that only who
 * asks for origins is to read.
 */
async function bundleOriginsWorker(): Promise<void> {
  await build({
    ...common,
    entryPoints: [`${root}src/python/origins-worker.ts`],
    outdir: dist,
    minifyWhitespace: true,
    target: 'node22',
    format: 'esm',
    define: { FDTOP_BUNDLED: 'true' },
    banner: { js: requireBanner },
  });
  for (const [from, to] of [
    ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter.wasm'],
    ['tree-sitter-python/tree-sitter-python.wasm', 'tree-sitter-python.wasm'],
  ] as const) {
    copyFileSync(fileURLToPath(import.meta.resolve(from)), dist + to);
  }
}

async function bundleProgram(worker: string, version: string): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: [`${root}src/program.ts`],
    outdir: dist,
    // Less to read at each start; the names stay, for who reports an error.
    minifyWhitespace: true,
    // Each command apart: Node compiles, and keeps compiled, no more than what is run.
    splitting: true,
    chunkNames: 'part-[hash]',
    target: 'node22',
    format: 'esm',
    loader: { '.py': 'text' },
    // Ink asks for it in development only; it is not installed.
    alias: { 'react-devtools-core': `${bundle}empty.ts` },
    inject: [`${bundle}segmenter.ts`],
    define: {
      'Intl.Segmenter': 'LateSegmenter',
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      FDTOP_VERSION: JSON.stringify(version),
      FDTOP_FD_TYPES_WORKER: JSON.stringify(worker),
      FDTOP_BUNDLED: 'true',
    },
    banner: { js: requireBanner },
    plugins: [
      withCore(`${bundle}core.ts`, `${root}src`),
      lateBuiltins,
      meowWithoutNpm,
      yogaWithoutFetch,
      quickStringWidth,
    ],
    metafile: true,
  });
  const written = Object.keys(metafile.outputs).map(file => basename(file));
  for (const old of globSync('part-*.js', { cwd: dist })) if (!written.includes(old)) rmSync(dist + old);
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
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  await bundleOriginsWorker();
  await bundleProgram(await bundleWorker(), version);
  await bundleEntry();
}
