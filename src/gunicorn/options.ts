import { type Foreign, foreign } from '../model/foreign.ts';
import { takesNextArgument } from './arguments.ts';

/** One option of a command line, or a word that belongs to none. */
export interface Option {
  /** As typed, without its value: `--bind`, `-b`; null for the application. */
  name: string | null;
  /** Null for a switch. */
  value: Foreign | null;
  /** The arguments it was made of. */
  words: Foreign[];
}

/** Gunicorn's arguments, option by option, as argparse reads them; `--` ends the options. */
export function splitOptions(args: readonly Foreign[]): Option[] {
  const options: Option[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const typed = args[index]!;
    const { raw: word } = typed;
    if (word === '--') return [...options, ...args.slice(index + 1).map(application)];
    if (!word.startsWith('-') || word === '-') {
      options.push(application(typed));
      continue;
    }
    const [, name, inline] = /^(--[^=]*|-.)(?:=?(.+))?$/s.exec(word) ?? [];
    const next = takesNextArgument(word) ? args[index + 1] : undefined;
    if (next !== undefined) index += 1;
    const words = next === undefined ? [typed] : [typed, next];
    options.push({ name: name ?? word, value: inline === undefined ? (next ?? null) : foreign(inline), words });
  }
  return options;
}

function application(word: Foreign): Option {
  return { name: null, value: word, words: [word] };
}

/** The value of an option that was given under one of these names; of the last one, which wins. Null when none was. */
export function optionValue(options: readonly Option[], ...names: string[]): Foreign | null {
  return options.findLast(({ name }) => name !== null && names.includes(name))?.value ?? null;
}

/** Whether a switch was given. */
export function hasOption(options: readonly Option[], ...names: string[]): boolean {
  return options.some(({ name }) => name !== null && names.includes(name));
}
