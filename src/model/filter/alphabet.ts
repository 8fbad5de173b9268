/** What `\b` asks of a character. */
export type Kind = 'word' | 'other';

export interface CharacterClass {
  kind: Kind;
  /** By the place in the pattern: whether it accepts the characters of this class. */
  accepted: readonly boolean[];
}

type Accepts = (character: string) => boolean;

/** Characters beyond ASCII whose class is remembered. */
const MOST_REMEMBERED = 4096;
const ASCII = 128;

/** Puts all characters that a pattern cannot tell apart into one class: there are as many as it asks questions, and few more. */
export class Alphabet {
  readonly classes: CharacterClass[] = [];
  readonly #accepts: readonly (Accepts | null)[];
  readonly #byAnswers = new Map<string, number>();
  readonly #ascii: readonly number[];
  readonly #others = new Map<number, number>();

  /** The questions, by place; null for a place that asks none. */
  constructor(accepts: readonly (Accepts | null)[]) {
    this.#accepts = accepts;
    this.#ascii = Array.from({ length: ASCII }, (_, code) => this.#classify(code));
  }

  /** The index of the class of a code point. */
  indexOf(code: number): number {
    if (code < ASCII) return this.#ascii[code]!;
    const known = this.#others.get(code);
    if (known !== undefined) return known;
    const index = this.#classify(code);
    if (this.#others.size >= MOST_REMEMBERED) this.#others.clear();
    this.#others.set(code, index);
    return index;
  }

  #classify(code: number): number {
    const character = String.fromCodePoint(code);
    const kind: Kind = /^\w$/.test(character) ? 'word' : 'other';
    const accepted = this.#accepts.map(accepts => accepts?.(character) ?? false);
    const answers = `${kind}${accepted.map(Number).join('')}`;
    const known = this.#byAnswers.get(answers);
    if (known !== undefined) return known;
    this.#byAnswers.set(answers, this.classes.length);
    return this.classes.push({ kind, accepted }) - 1;
  }
}
