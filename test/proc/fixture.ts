import { readFileSync } from 'node:fs';

/** A file of test/fixtures/proc-files: captured from real processes (Linux 6.18, Debian 12, Gunicorn 20.1). */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/proc-files/${name}`, import.meta.url), 'utf8');
}
