import { printable } from '../model/printable.ts';
import { words as catalogue } from '../words/words.ts';
import { commandAmong, FLAGS, type Flag, flagsOf } from './flags.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/**
 * Looks at the options as they were typed, before meow reads them: it takes `--procRoot` and `---once` for what they
 * resemble, `--once=yes` for false, and dies by itself of an option given twice.
 */
export function checkWords(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const command = commandAmong(words);
  const given = new Set<Flag>();
  for (const word of words) {
    const [, typed, value] = /^(--[^=]*|-[a-z](?==))(=.*)?$/is.exec(word) ?? [];
    if (typed === undefined) continue;
    const flag = FLAGS.find(({ name, short, value }) => {
      return typed === `--${name}` || typed === `-${short}` || (!value && typed === `--no-${name}`);
    });
    if (!flag) throw new UsageError(unknownOption(typed, command));
    if (!flag.value && value !== undefined)
      throw new UsageError(catalogue().usage.takesNoValue(typed, printable(word, 60)));
    if (flag.value && given.has(flag)) throw new UsageError(catalogue().usage.givenTwice(typed));
    given.add(flag);
  }
}

export function unknownOption(typed: string, command: string): string {
  const known = flagsOf(command).map(({ name }) => name);
  const hint = nearest(typed.replace(/^-+/, ''), known, '--');
  return catalogue().usage.unknownOption(printable(typed, 60), hint);
}
