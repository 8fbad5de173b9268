import { printable } from '../model/printable.ts';
import { words } from '../words/words.ts';

export interface Point {
  /** Seconds since 1970, by Prometheus's clock. */
  at: number;
  value: number;
}

export interface Series {
  labels: Record<string, string>;
  /** One of an instant query; ascending. */
  points: Point[];
}

export interface Answer {
  series: Series[];
  /** What Prometheus (or Thanos, Mimir, ... in its place) says is not whole. */
  warnings: string[];
}

/**
 * A vector or a matrix from the body of an answer.
 *
 * @throws an Error that tells what came instead
 */
export function parseAnswer(status: number, body: string): Answer {
  const answer = parseJson(body);
  if (answer === null) throw new Error(words().fleet.noJson(status));
  if (answer.status !== 'success') {
    throw new Error(
      words().fleet.says(printable(typeof answer.error === 'string' ? answer.error : `HTTP ${status}`, 200)),
    );
  }
  const { resultType, result } = (answer.data ?? {}) as { resultType?: string; result?: unknown };
  if ((resultType !== 'vector' && resultType !== 'matrix') || !Array.isArray(result)) {
    throw new Error(words().fleet.noVector);
  }
  const warnings = Array.isArray(answer.warnings)
    ? answer.warnings.filter(isText).map(text => printable(text, 200))
    : [];
  return { series: result.map(each => toSeries(each)), warnings };
}

function parseJson(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `{metric: {}, value: [at, "1"]}` of a vector, `values` of a matrix. */
function toSeries(given: unknown): Series {
  const { metric, value, values = [value] } = (given ?? {}) as { metric?: unknown; value?: unknown; values?: unknown };
  if (typeof metric !== 'object' || !Array.isArray(values) || values.length === 0)
    throw new Error(words().fleet.oddSeries);
  const points = values.map(pair => {
    const [at, text] = Array.isArray(pair) ? pair : [];
    if (typeof at !== 'number' || typeof text !== 'string') throw new Error(words().fleet.oddSeries);
    return { at, value: toNumber(text) };
  });
  return {
    labels: labelsOf(metric ?? {}),
    points,
  };
}

function labelsOf(metric: object): Record<string, string> {
  const labels = Object.entries(metric);
  if (!labels.every(([, text]) => isText(text))) throw new Error(words().fleet.oddSeries);
  return Object.fromEntries(labels);
}

/** Not String(): of what somebody has made of JSON that may throw, or never end. */
function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Go writes `+Inf`, which Number does not read. */
function toNumber(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
