/** What the folder dist/ (build.ts) and the executable (package.ts) have in common: how esbuild makes them of the sources. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Packed } from '../own/program.ts';
import { inkPlugins } from './ink-plugins.ts';
import { lateBuiltins, meowWithoutNpm } from './late-plugins.ts';
import { pidusageWithoutShell } from './pidusage-plugin.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** What stands in the bundle for something else. */
export const standIns = `${root}src/tools/bundle/`;

export const common = { bundle: true, platform: 'node', minifySyntax: true, legalComments: 'none' } as const;
export const requireBanner =
  'import { createRequire as makeRequire } from "module";\nconst require = makeRequire(import.meta.url);';

/** What ownFile finds beside the program, and where it comes from. */
export const WASM_FILES = {
  'tree-sitter.wasm': fileURLToPath(import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  'tree-sitter-python.wasm': fileURLToPath(import.meta.resolve('tree-sitter-python/tree-sitter-python.wasm')),
};

export function versionOfPackage(): string {
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version;
}

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
    const path = `${standIns}string-width.cts`;
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === path ? undefined : { path }));
  },
};

/** A thread that says nothing itself is half as long without a catalogue. */
const withoutWords: Plugin = {
  name: 'without-words',
  setup({ onResolve }) {
    onResolve({ filter: /\/words\/words\.ts$/ }, () => ({ path: `${standIns}no-words.ts` }));
  },
};

/** The program of a thread as text: it is part of the program, and yet starts without the rest of it. */
async function bundleThread(source: string): Promise<string> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [root + source],
    target: 'node22',
    format: 'cjs',
    minify: true,
    plugins: [withoutWords],
    write: false,
  });
  return outputFiles[0]!.text;
}

/**
 * The programs that run apart (src/own/apart.ts), each a file of its own beside the program, by its name: that which reads
 * Python's heap, with half a megabyte that only who asks for origins is to read, that which asks the trace hook, and that which
 * reads files of others.
 */
const APART = {
  'origins-worker.js': 'src/python/origins-worker.ts',
  'trace-hook-worker.js': 'src/python/trace-hook-worker.ts',
  'foreign-worker.js': 'src/platform/foreign-worker.ts',
} as const;

/** Their host, which the executable is itself. */
const HOST = { 'host.js': 'src/own/host.ts' } as const;

/** Names of the files of these programs. */
export function apartFiles(packed: Packed): Readonly<Record<string, string>> {
  return packed === 'folder' ? { ...APART, ...HOST } : APART;
}

/** How one of them is made. */
export function apartProgram(source: string, packed: Packed): BuildOptions {
  return {
    ...common,
    entryPoints: [root + source],
    minifyWhitespace: true,
    plugins: [withoutWords],
    target: 'node22',
    format: 'esm',
    define: { FDTOP_PACKED: JSON.stringify(packed) },
    banner: { js: requireBanner },
  };
}

/** All of fdtop from `entry` on. */
export async function program(entry: string, packed: Packed): Promise<BuildOptions> {
  return {
    ...common,
    entryPoints: [root + entry],
    // Less to read at each start; the names stay, for who reports an error.
    minifyWhitespace: true,
    target: 'node22',
    format: 'esm',
    loader: { '.py': 'text' },
    // Ink asks for it in development only; it is not installed.
    alias: { 'react-devtools-core': `${standIns}empty.ts` },
    inject: [`${standIns}segmenter.ts`],
    define: {
      'Intl.Segmenter': 'LateSegmenter',
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      FDTOP_VERSION: JSON.stringify(versionOfPackage()),
      FDTOP_FD_TYPES_WORKER: JSON.stringify(await bundleThread('src/sampler/fd-types-worker.ts')),
      FDTOP_WATCHDOG_WORKER: JSON.stringify(await bundleThread('src/platform/watchdog-worker.ts')),
      FDTOP_PACKED: JSON.stringify(packed),
    },
    banner: { js: requireBanner },
    plugins: [lateBuiltins, meowWithoutNpm, yogaWithoutFetch, quickStringWidth, pidusageWithoutShell, ...inkPlugins],
  };
}
