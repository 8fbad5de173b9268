/** Whether a target is reached, and by how much it is not. */
export interface Verdict {
  /** The row it is shown at. */
  tool: string;
  target: string;
  value: number;
  limit: number;
  reached: boolean;
}

export function atMost(tool: string, target: string, value: number, limit: number): Verdict {
  return { tool, target, value, limit, reached: value <= limit };
}

export function atLeast(tool: string, target: string, value: number, limit: number): Verdict {
  return { tool, target, value, limit, reached: value >= limit };
}

export function verdictText({ target, value, limit, reached }: Verdict): string {
  if (Number.isNaN(value)) return `${target}: not measured`;
  if (reached) return `${target}: reached`;
  const off = value > limit ? value / limit : limit / value;
  return `${target}: **missed by ${off.toFixed(2)} x**`;
}
