/**
 * Bundles the program into one file, dist/fdtop.js. `--if-stale` builds only when a source is newer than it.
 */
import { chmodSync, globSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}dist/fdtop.js`;

/**
 * Turns imports of Node's own modules into require calls. A static import of a name that an older Node lacks would
 * fail before any line of ours runs, and the sentence that tells which Node is needed would never be seen.
 */
const lateBuiltins: Plugin = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'require-call' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
      loader: 'js',
    }));
  },
};

function isStale(): boolean {
  const built = statSync(outfile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(['src/**/*', 'package.json', 'package-lock.json'], { cwd: root });
  return sources.some(source => (statSync(root + source, { throwIfNoEntry: false })?.mtimeMs ?? 0) > built);
}

/** The oldest syntax that any Node met in the field reads: it must get as far as the version check in cli.ts. */
const common = { bundle: true, platform: 'node', target: 'node12.20', legalComments: 'none' } as const;

/** The program of the thread that names fds, as text: it is part of the one file, and yet starts without the rest of it. */
async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [`${root}src/sampler/fd-types-worker.ts`],
    format: 'cjs',
    minify: true,
    write: false,
  });
  return outputFiles[0]!.text;
}

async function bundleProgram(worker: string, version: string): Promise<void> {
  await build({
    ...common,
    entryPoints: [`${root}src/cli.ts`],
    outfile,
    format: 'esm',
    // Kept inside the dynamic import of main, so an older Node never meets it at the top level.
    supported: { 'top-level-await': true },
    minifySyntax: true,
    loader: { '.py': 'text' },
    // Ink asks for it in development only; it is not installed.
    alias: { 'react-devtools-core': `${root}src/tools/empty.ts` },
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      FDTOP_VERSION: JSON.stringify(version),
      FDTOP_FD_TYPES_WORKER: JSON.stringify(worker),
    },
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire } from "module";\nconst require = createRequire(import.meta.url);',
    },
    plugins: [lateBuiltins],
  });
  chmodSync(outfile, 0o755);
}

if (!process.argv.includes('--if-stale') || isStale()) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  await bundleProgram(await bundleWorker(), version);
}
