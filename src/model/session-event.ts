/** Something that happened while fdtop looked on. */
export interface SessionEvent {
  /** Seconds since 1970. */
  at: number;
  tone: 'note' | 'good' | 'warn' | 'bad';
  /** One sentence, safe to print. */
  text: string;
  /** processKeys and instance ids of those that it is about. */
  about: readonly string[];
}
