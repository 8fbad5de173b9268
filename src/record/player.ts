import type { ReplayFacts, Snapshot } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { type Extent, extentOf } from './extent.ts';
import { type Recorded, readRecording } from './recording.ts';

/** Walks through a recording, forward only: as long as it may be, it is never in memory. */
export class Player {
  readonly #recorded: Iterator<Recorded>;
  readonly #extent: Extent;
  #last: Snapshot | null = null;
  #hasEnded = false;
  /** What is missing before what comes next. */
  #gaps: string[] = [];

  /** Throws an Error with a sentence when the file is no recording: the first snapshot is read at once. */
  constructor(file: string) {
    this.#extent = extentOf(file);
    this.#recorded = readRecording(file);
    this.#pending = this.#read();
  }

  #pending: Snapshot | null;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The next snapshot; the last one again when there is none. */
  next(): Snapshot {
    const snapshot = this.#pending ?? this.#read();
    this.#pending = null;
    if (!snapshot) {
      this.#hasEnded = true;
      return { ...this.#last!, notes: [words().looks.endOfRecording(this.#gaps)], replay: this.#facts(null, true) };
    }
    this.#last = snapshot;
    return snapshot;
  }

  /**
   * Goes on to where something gets worse: the next snapshot in which a process leaks or is critical that was not so in the
   * one before. `passed` gets those between, for their history. Null, at the end, when nothing does.
   */
  nextAlert(passed: (snapshot: Snapshot) => void): Snapshot | null {
    let known = alarming(this.#last);
    for (;;) {
      const snapshot = this.next();
      if (this.#hasEnded) return null;
      const now = alarming(snapshot);
      if (now.some(key => !known.includes(key))) return snapshot;
      known = now;
      passed(snapshot);
    }
  }

  close(): void {
    this.#recorded.return?.();
  }

  #read(): Snapshot | null {
    for (;;) {
      const { value, done } = this.#recorded.next();
      if (done) return null;
      if ('snapshot' in value) {
        const { snapshot } = value;
        const notes = [...this.#gaps.map(words().looks.beforeThis), ...snapshot.notes];
        const replay = this.#facts(this.#gaps[0] ?? null, false);
        this.#gaps = [];
        return { ...snapshot, notes, replay };
      }
      this.#gaps.push(value.gap);
    }
  }

  #facts(gap: string | null, isEnd: boolean): ReplayFacts {
    return { ...this.#extent, gap, isEnd };
  }
}

function alarming(snapshot: Snapshot | null): string[] {
  return (snapshot?.processes ?? [])
    .filter(({ severity }) => severity === 'leaking' || severity === 'critical')
    .map(({ pid, startTime, severity }) => `${pid}@${startTime} ${severity}`);
}
