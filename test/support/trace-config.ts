/** A configuration for a test's Gunicorn: the tests' own, with fdtop's trace hook behind it, as a user appends it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { traceHookText } from '../../src/python/trace-hook-text.ts';

const OWN = fileURLToPath(new URL('apps/gunicorn.conf.py', import.meta.url));

/** Writes it into a folder that any user may read, and gives its path. */
export function writeTraceConfig(folder: string, own = readFileSync(OWN, 'utf8')): string {
  const file = join(folder, 'traced.conf.py');
  writeFileSync(file, `${own}\n\n${traceHookText}`, { mode: 0o644 });
  return file;
}
