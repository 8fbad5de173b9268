/** Why a filter cannot be meant, and where in its text: from `start` up to before `end`. */
export class FilterError extends Error {
  readonly start: number;
  readonly end: number;
  /** Nothing is wrong yet: what follows may complete it. */
  readonly isUnfinished: boolean;

  constructor(message: string, start: number, end: number, isUnfinished: boolean) {
    super(message);
    this.start = start;
    this.end = end;
    this.isUnfinished = isUnfinished;
  }
}
