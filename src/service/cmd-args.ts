/** One word of a shell-like line: as it is written, and what it means. */
interface Word {
  raw: string;
  value: string;
}

/** Options of Gunicorn by their long name, without the dashes, and their values. */
export type GunicornOptions = Readonly<Record<string, string>>;

/**
 * Puts options into a value of GUNICORN_CMD_ARGS: what else stands there stays as it is written, the same option is replaced.
 * Null when the value cannot be read (a quote is not closed): Gunicorn does not start with it either.
 */
export function mergeCmdArgs(existing: string, options: GunicornOptions): string | null {
  const words = splitWords(existing);
  if (!words) return null;
  const kept: string[] = [];
  const after: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const { raw, value } = words[index]!;
    if (value === '--') {
      after.push(...words.slice(index).map(word => word.raw));
      break;
    }
    const [, name, inline] = /^--([^=]+)(=.*)?$/s.exec(value) ?? [];
    if (name === undefined || !Object.hasOwn(options, name)) kept.push(raw);
    else if (inline === undefined) index += 1;
  }
  // At the end: of an option given twice the last one counts, also where the first is abbreviated.
  const added = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return [...kept, ...added, ...after].join(' ');
}

/**
 * The value that an option has in a command line or in GUNICORN_CMD_ARGS; of several the last one, as argparse has it.
 * Null when it is not there. Words are taken as they stand: systemctl shows arguments without their quotes.
 */
export function optionIn(text: string, name: string): string | null {
  const matches = [...text.matchAll(new RegExp(`(?:^|[\\s"'])--${name}(?:=|\\s+)["']?([^\\s"']+)`, 'g'))];
  return matches.at(-1)?.[1] ?? null;
}

/** Splits as Python's shlex.split does, which Gunicorn reads GUNICORN_CMD_ARGS with (gunicorn/config.py). */
function splitWords(text: string): Word[] | null {
  const words: Word[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const raw = /^(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+/s.exec(rest)?.[0];
    if (raw === undefined || /^\S/.test(rest.slice(raw.length))) return null;
    words.push({ raw, value: unquote(raw) });
    rest = rest.slice(raw.length).trimStart();
  }
  return words;
}

function unquote(raw: string): string {
  return raw.replace(/\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/gs, (_, escaped, single, double) => {
    return escaped ?? single ?? double.replace(/\\(["\\])/g, '$1');
  });
}
