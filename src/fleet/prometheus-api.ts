import { formatBytes } from '../model/format.ts';
import { words } from '../words/words.ts';
import { errorReason } from './error-reason.ts';
import { type Answer, parseAnswer } from './parse-answer.ts';

export interface RangeRequest {
  /** Seconds since 1970. */
  start: number;
  end: number;
  step: number;
}

/** Prometheus gives up after this, and so does fdtop: what takes longer is no live screen. */
const TIMEOUT_SECONDS = 10;
/** Some 40,000 processes. What is larger is no answer, and would take all memory of who reads it. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The two calls of Prometheus's HTTP API that fdtop needs. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusApi {
  /** As it may be shown: without name and password. */
  readonly shownUrl: string;
  readonly #base: URL;
  readonly #headers: Record<string, string>;
  readonly #mostBytes: number;

  /** `mostBytes`: a larger answer is given up. */
  constructor(url: URL, { mostBytes = MOST_BYTES } = {}) {
    this.#mostBytes = mostBytes;
    const { username, password } = url;
    this.#base = new URL(url);
    this.#base.username = '';
    this.#base.password = '';
    if (!this.#base.pathname.endsWith('/')) this.#base.pathname += '/';
    this.shownUrl = this.#base.href.replace(/\/$/, '');
    // fetch refuses a URL that has them.
    const secret = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
    this.#headers = username === '' ? {} : { Authorization: `Basic ${secret}` };
  }

  /**
   * The newest value of each series, or that of a moment `at` (seconds since 1970).
   *
   * @throws an Error of which the message is a reason: `connection refused`
   */
  query(expression: string, { at, signal }: { at?: number; signal?: AbortSignal } = {}): Promise<Answer> {
    return this.#ask('query', { query: expression, ...(at === undefined ? {} : { time: at.toFixed(3) }) }, signal);
  }

  /** The values of each series over a time. @throws as `query` does */
  queryRange(expression: string, { start, end, step }: RangeRequest, signal?: AbortSignal): Promise<Answer> {
    const range = { start: start.toFixed(3), end: end.toFixed(3), step: String(step) };
    return this.#ask('query_range', { query: expression, ...range }, signal);
  }

  async #ask(call: string, parameters: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
    const url = new URL(`api/v1/${call}`, this.#base);
    url.search = new URLSearchParams({ ...parameters, timeout: `${TIMEOUT_SECONDS}s` }).toString();
    const timeout = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
    try {
      const response = await fetch(url, {
        headers: { ...this.#headers, Accept: 'application/json' },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return parseAnswer(response.status, await readText(response, this.#mostBytes));
    } catch (error) {
      if (timeout.aborted) throw new Error(words().fleet.noAnswerWithin(TIMEOUT_SECONDS));
      throw new Error(errorReason(error));
    }
  }
}

async function readText({ body }: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(words().fleet.tooLarge(formatBytes(mostBytes)));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A lone % stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
