export type Confidence = 'high' | 'medium' | 'low';

/** What is wrong, why that is thought, and what cures it. */
export interface Verdict {
  /** For machines; it stays as it is. */
  id: string;
  /** A sentence without its full stop. */
  title: string;
  confidence: Confidence;
  /** The numbers that speak for it, a sentence each. */
  evidence: string[];
  /** What to change; a line that begins with two spaces is code. */
  advice: string[];
  /** How many open files it explains: of two verdicts the one that explains more comes first. */
  fds: number;
}

const WEIGHTS: Record<Confidence, number> = { high: 4, medium: 2, low: 1 };

/** To sort verdicts by: sure ones, and those that explain much, are strong. */
export function strengthOf({ confidence, fds }: Verdict): number {
  return WEIGHTS[confidence] * (fds + 1);
}
