import { createInterface } from 'node:readline/promises';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

/** Ctrl-C in place of an answer. */
export const INTERRUPTED = Symbol('interrupted');

/** Asks on the terminal. Ctrl-D is an empty answer. */
export async function ask(question: string): Promise<string | typeof INTERRUPTED> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const interrupt = new AbortController();
  lines.once('SIGINT', () => interrupt.abort());
  try {
    return (await lines.question(shown(question), { signal: interrupt.signal })).trim();
  } catch {
    process.stdout.write('\n'); // the cursor is still behind the question
    return interrupt.signal.aborted ? INTERRUPTED : '';
  } finally {
    lines.close();
  }
}

export const isYes = (answer: string | typeof INTERRUPTED): boolean =>
  answer !== INTERRUPTED && words().commands.yes.split(' ').includes(answer.toLowerCase());
