import { printable } from '../model/printable.ts';
import type { TraceFrame, TraceReport, TraceRoute, TraceSite } from '../model/trace-report.ts';

/** An answer of a trace hook: its report, and the fd that it says it listens on. */
export interface TraceAnswer {
  report: TraceReport;
  fd: number;
}

const MOST = 200;
const KINDS = ['socket', 'file', 'pipe'] as const;

/**
 * The answer of a trace hook, checked: the worker is not trusted more than any other process.
 *
 * @throws Error with half a sentence for anything else
 */
export function parseTraceAnswer(text: string): TraceAnswer {
  const answer = parse(text);
  if (answer?.version !== 1) throw new Error('its answer is none of this version of fdtop');
  if (answer.error !== undefined)
    throw new Error(`it failed: ${printable(typeof answer.error === 'string' ? answer.error : '?')}`);
  try {
    return { report: reportOf(answer), fd: count(answer.fd) };
  } catch (error) {
    throw new Error('its answer makes no sense', { cause: error });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever it is, each value is looked at below.
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('its answer makes no sense', { cause: error });
  }
}

function reportOf(answer: Record<string, unknown>): TraceReport {
  return {
    pid: count(answer.pid),
    python: words(answer.python, 20),
    since: new Date(1000 * number(answer.since)).toISOString(),
    requests: count(answer.requests),
    open: count(answer.open),
    told: count(answer.told),
    lost: count(answer.lost),
    sites: list(answer.sites, MOST).map(site),
    routes: list(answer.routes, MOST).map(route),
    openBy: list(answer.openBy, MOST).map(counted),
  };
}

function site(value: unknown): TraceSite {
  const { kind, fds, stack, shared, routes, ...rest } = value as Record<string, unknown>;
  const known = KINDS.find(each => each === kind);
  if (!known) throw new TypeError('no kind that is known');
  return {
    kind: known,
    count: count(rest.count),
    fds: list(fds, 8).map(count),
    stack: list(stack, 4).map(frame),
    shared: shared === true,
    routes: list(routes, 10).map(counted),
  };
}

function frame(value: unknown): TraceFrame {
  const [file, line, name] = list(value, 3);
  return { file: words(file, 200), line: count(line), name: words(name, 120) };
}

function route(value: unknown): TraceRoute {
  const [name, gained, requests] = list(value, 3);
  return { route: words(name, 120), gained: whole(gained), requests: count(requests) };
}

function counted(value: unknown): { route: string; count: number } {
  const [name, times] = list(value, 2);
  return { route: words(name, 120), count: count(times) };
}

function list(value: unknown, most: number): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value.slice(0, most);
}

function count(value: unknown): number {
  const checked = whole(value);
  if (checked < 0) throw new RangeError('less than nothing');
  return checked;
}

function whole(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new TypeError('no whole number');
  return value as number;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('no number');
  return value;
}

function words(value: unknown, most: number): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return printable(value, most);
}
