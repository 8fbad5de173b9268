/** Plugins of the build that keep the start short: what is not used is not loaded. */
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Turns imports of Node's own modules into require calls, and reads of them what is used and no more. For an import Node calls
 * every getter of such a module, and those of `fs`, `util` and `process` load streams, readline, workers and more: a quarter of
 * the start of a short command. In the entry it has another end, too: a static import of a name that an older Node lacks
 * would fail before any line of ours runs, and the sentence that tells which Node is needed would never be seen.
 */
export const lateBuiltins: Plugin = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      // What nobody uses is not even loaded.
      isBuiltin(path) && kind === 'import-statement' ? { path, namespace: 'builtin', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: reexport(path), loader: 'js' }));
  },
};

/** Their accessors load much, or make stdin and stdout: who imports one by name makes the build fail, and nobody does. */
const WITHOUT_ACCESSORS = /^(node:)?(fs|process)$/;

function reexport(path: string): string {
  const names = Object.entries(Object.getOwnPropertyDescriptors(createRequire(import.meta.url)(path)))
    .filter(([name]) => /^[a-z_$][\w$]*$/i.test(name))
    .filter(([, { get }]) => get === undefined || !WITHOUT_ACCESSORS.test(path))
    .map(([name]) => `const late_${name} = /* @__PURE__ */ of('${name}'); export { late_${name} as ${name} };`);
  const all = `const all = require(${JSON.stringify(path)});\nconst of = name => all[name];\nexport default all;\n`;
  return all + names.join('\n');
}

/**
 * What meow loads and runs for a package.json, which fdtop never asks it for: npm's rules of one, all licences, and a parser of
 * JSON that shows errors in colour.
 */
const NPM_RULES = [
  "import { promisify } from 'node:util';\nimport { execFile } from 'node:child_process';\n",
  'var libExports = requireLib$1();\n',
  'var normalizeExports = requireNormalize();\nconst normalizePackageData = getDefaultExportFromCjs(normalizeExports);\npromisify(execFile);\n',
] as const;
const NOTHING = 'var libExports;\nfunction normalizePackageData() {}\n';

export const meowWithoutNpm: Plugin = {
  name: 'meow-without-npm',
  setup({ onLoad }) {
    onLoad({ filter: /meow\/build\/dependencies\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!NPM_RULES.every(rule => text.includes(rule)))
        throw new Error(`${path} is another one than this build knows: see NPM_RULES`);
      const rest = NPM_RULES.reduce((left, rule) => left.replace(rule, ''), text);
      return { contents: `${rest}\n${NOTHING}` };
    });
  },
};

/**
 * Whatever is loaded late loads `core` first, and with it what nearly all of it needs. Else esbuild makes a file of its own for
 * each set of commands that share something: some thirty for Node to find, open and check at each start.
 */
export function withCore(core: string, sources: string): Plugin {
  const late = lateFiles(sources);
  return {
    name: 'with-core',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!late.has(path)) return undefined;
        return { contents: `import ${JSON.stringify(core)};\n${await readFile(path, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}

/** The files of a folder that some file in it imports by `import('./FILE')`. */
function lateFiles(folder: string): ReadonlySet<string> {
  const files = globSync('**/*.{ts,tsx}', { cwd: folder }).map(file => join(folder, file));
  return new Set(
    files.flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path]) =>
        resolve(dirname(file), path!),
      ),
    ),
  );
}
