import type { Foreign } from './foreign.ts';

/** What no shell gives a meaning to. A word that begins with a dash, `=` or `~` is quoted nowhere, but its meaning is the program's. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/;
/** As printable.ts has it: what a terminal obeys, or what cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * A command for a person to paste into a shell (bash, zsh, ksh, dash for all but unseen characters): each word quoted where
 * the shell would read anything into it, and printable: a character that cannot be seen is written as the escape of its
 * bytes, `$'\\x1b'`. fdtop itself never goes through a shell.
 */
export function shellCommand(words: readonly (string | Foreign)[]): string {
  return words.map(word => quoted(typeof word === 'string' ? word : word.raw)).join(' ');
}

function quoted(word: string): string {
  if (PLAIN.test(word)) return word;
  if (!UNSEEN.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = Array.from(word, character => {
    if (UNSEEN.test(character)) return bytesOf(character);
    return character === "'" || character === '\\' ? `\\${character}` : character;
  });
  return `$'${escaped.join('')}'`;
}

function bytesOf(character: string): string {
  return Array.from(Buffer.from(character, 'utf8'), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
