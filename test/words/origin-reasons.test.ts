/** The reader of Python's heap speaks English in a thread of its own: each of its sentences has a rule in Spanish. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { spanishReason } from '../../src/words/es/origin-reasons.ts';

const SOURCES = ['source/join.ts', 'read-origins.ts', 'holder.ts', 'holder-names.ts'];

/** The sentences in the strings of a source, with something for each value in them. */
function sentencesIn(file: string): string[] {
  const source = readFileSync(new URL(`../../src/python/${file}`, import.meta.url), 'utf8');
  const code = source
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '')
    .replace(/\$\{plural\(\w+, '([^']+)'\)\}/g, '7 $1s')
    .replace(/\$\{budget\.reached\}/g, '5 s')
    .replace(/\$\{\w+ \? ` of \$\{\w+\}` : ''\}/g, ' of it')
    .replace(/\$\{[^}]*\}/g, 'x7');
  const strings = [...code.matchAll(/'((?:[^'\\\n]|\\.)+)'|`([^`]+)`/g)].map(([, one, other]) => one ?? other!);
  return strings.flatMap(text => text.split('; ')).filter(text => text.trim().split(' ').length > 2);
}

test.each(SOURCES)('of %s', file => {
  const sentences = sentencesIn(file);
  expect(sentences.length).toBeGreaterThan(0);
  const english = sentences.filter(sentence => spanishReason(sentence) === sentence);
  expect(english, `a rule in src/words/es/origin-reasons.ts for each`).toEqual([]);
});

test('several sentences, each in Spanish; what no rule knows stays', () => {
  expect(spanishReason('what is created there is stored here; 2 other lines may as well have stored them; odd')).toBe(
    'lo que se crea ahí se guarda aquí; también pueden haberlos guardado otras 2 líneas; odd',
  );
  expect(spanishReason('the heap cannot be read: Python 3.7.2 is not supported yet, CPython 3.8 to 3.13 is')).toBe(
    'el heap no se puede leer: Python 3.7.2 aún no se admite, CPython 3.8 to 3.13 sí',
  );
});
