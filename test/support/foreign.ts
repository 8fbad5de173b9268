import { type Foreign, foreign } from '../../src/model/foreign.ts';

/** An environment as it is read of another process. */
export const foreignRecord = (texts: Record<string, string>): Record<string, Foreign> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, foreign(text)]));
