import type { Readable } from 'node:stream';
import { words } from '../words/words.ts';

/** Keeps reading a stream, so that its writer never blocks; the result gives the end of what came so far. */
export function tail(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4096);
  });
  return () => text;
}

/** The line of a program's stderr that says most: the last that names an error, else the last one. */
export function lastError(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  return lines.findLast(line => /^[\w.]*Error\b/.test(line)) ?? lines.at(-1) ?? words().demo.endedSilently;
}
