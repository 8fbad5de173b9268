/** `# -*- coding: latin-1 -*-` in one of the first two lines (PEP 263). */
const COOKIE = /^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;

/** The text of a source file, in the encoding that it names, else UTF-8, with the ends of lines that Python counts. */
export function decodeSource(bytes: Buffer): string {
  const [, named = 'utf-8'] = COOKIE.exec(bytes.subarray(0, 400).toString('latin1')) ?? [];
  return decoder(named.replaceAll('_', '-')).decode(bytes).replace(/\r\n?/g, '\n');
}

/** Of an encoding that is not known here only what is ASCII comes out right. */
function decoder(name: string): TextDecoder {
  if (/^utf-?8/i.test(name)) return new TextDecoder();
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder('latin1');
  }
}
