/** What JSON.stringify leaves as it is, and a terminal obeys or does not show: DEL, C1, bidi and zero width characters. */
const UNSEEN = /[\x7f-\x9f\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/**
 * JSON for machines, indented for people too. Numbers that have no end (an unlimited limit) are null, as unknown ones. What cannot
 * be seen is escaped.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, escaped);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
