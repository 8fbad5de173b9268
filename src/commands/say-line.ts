import { writeSync } from 'node:fs';

const STDOUT = 1;

/**
 * One line on stdout, at once. Node's stream of stdout takes longer to load than a check to look, and what it could not write
 * it tells too late for an exit code. Throws the system's error where nobody takes the line.
 */
export function sayLine(text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(STDOUT, bytes, written);
}
