import { printable } from './printable.ts';

/**
 * Text that another process, or a file of another user, has chosen: arguments, names, environment, paths, what a program
 * prints. It is no string, so that nobody prints it, stores it or hands it to a shell by mistake: where it becomes one by
 * itself (a template, join, JSON) it is printable. `raw` is for looking at it and for system calls, never for showing.
 */
export class Foreign {
  readonly raw: string;

  constructor(raw: string) {
    this.raw = raw;
  }

  /** Safe for a terminal, a log, a message: see printable. */
  toString(): string {
    return printable(this.raw);
  }

  toJSON(): string {
    return this.toString();
  }
}

export const foreign = (raw: string): Foreign => new Foreign(raw);

/** The raw texts of a list, for a parser. */
export const rawOf = (texts: readonly Foreign[]): string[] => texts.map(({ raw }) => raw);
