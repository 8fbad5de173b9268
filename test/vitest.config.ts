/** How vitest runs the tests: `vitest run --config test/vitest.config.ts [FILE...]`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

/** `import text from './app.py'` gives the file's text, as esbuild's `text` loader does in the bundle. */
function pythonAsText(): Plugin {
  return {
    name: 'python-as-text',
    enforce: 'pre',
    load(id) {
      return id.endsWith('.py') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : null;
    },
  };
}

/**
 * Folders whose tests share a few processes, which more than halves what they cost: they leave nothing behind in theirs, and
 * start little.
 */
const TOGETHER = [
  'completion',
  'config',
  'fuzz',
  'gunicorn',
  'metrics',
  'model',
  'proc',
  'record',
  'report',
  'sampler',
  'service',
  'store',
  'ui',
  'watch',
].map(folder => `test/${folder}/**/*.test.{ts,tsx}`);

/** It holds up whatever looks at the processes of this machine meanwhile: all others are over by then. */
const LAST = 'test/platform/held-up.test.ts';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [pythonAsText()],
  test: {
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    // Each real Gunicorn, terminal or systemd keeps a core busy; more at once only makes them time out.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
      // A process for each file, never a thread: what a test starts dies with its process (PR_SET_PDEATHSIG).
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.{ts,tsx}'], exclude: [...TOGETHER, LAST] } },
      { extends: true, test: { name: 'last', include: [LAST], sequence: { groupOrder: 1 } } },
    ],
  },
});
