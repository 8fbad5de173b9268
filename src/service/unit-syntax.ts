/**
 * One assignment of `Environment=`, quoted for a unit file: C escapes within double quotes (systemd.syntax(7)), and `%`
 * doubled, which otherwise begins a specifier (systemd.unit(5)). `$` has no meaning there (systemd.exec(5)).
 */
export function quoteAssignment(name: string, value: string): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '%': '%%' };
  return `"${name}=${value.replace(/[\\"\n\t%]/g, character => escapes[character]!)}"`;
}

/**
 * The strings of a list that systemctl show prints on one line: apart by spaces, each in double quotes with backslashes where
 * it needs them, `\n` and octal for control characters (src/basic/escape.c, shell_maybe_quote).
 */
export function parseStrings(line: string): string[] {
  // A quote that is not closed goes to the end: to look for it again behind each backslash would take for ever.
  const words = line.match(/(?:"(?:\\.|[^"\\])*(?:"|\\?$)|[^\s"])+/gs) ?? [];
  return words.map(word => (word.startsWith('"') ? unescapeC(word.slice(1, -1)) : word));
}

function unescapeC(text: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return text.replace(/\\(?:([0-7]{3})|(.))/gs, (_, octal: string | undefined, character: string) => {
    return octal === undefined ? (named[character] ?? character) : String.fromCharCode(Number.parseInt(octal, 8));
  });
}

/** `LimitNOFILE=` as systemctl show prints it: a number, or `infinity`. Null for anything else. */
export function parseLimitValue(text: string | undefined): number | null {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}
