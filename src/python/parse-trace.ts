import { printable } from '../model/printable.ts';
import type { TraceFrame, TraceReport, TraceRoute, TraceSite } from '../model/trace-report.ts';

const MOST = 200;
const KINDS = ['socket', 'file', 'pipe'] as const;

/** The answer of a trace hook, checked: the worker is not trusted more than any other process. Null for anything else. */
export function parseTraceReport(text: string): TraceReport | null {
  try {
    const report = JSON.parse(text);
    if (report?.version !== 1 || !Array.isArray(report.sites) || !Array.isArray(report.routes)) return null;
    return {
      pid: count(report.pid),
      python: words(report.python, 20),
      since: new Date(1000 * count(report.since)).toISOString(),
      requests: count(report.requests),
      open: count(report.open),
      told: count(report.told),
      lost: count(report.lost),
      sites: report.sites.slice(0, MOST).map(site),
      routes: report.routes.slice(0, MOST).map(route),
    };
  } catch {
    return null;
  }
}

function site(value: Record<string, unknown>): TraceSite {
  const { kind, fds, stack, routes } = value as { kind: TraceSite['kind'] } & Record<string, unknown[]>;
  if (!KINDS.includes(kind)) throw new TypeError('no kind that is known');
  return {
    kind,
    count: count(value.count),
    fds: fds!.slice(0, 8).map(count),
    stack: stack!.slice(0, 4).map(frame),
    shared: value.shared === true,
    routes: routes!.slice(0, 10).map(pair => {
      const [name, times] = pair as unknown[];
      return { route: words(name, 120), count: count(times) };
    }),
  };
}

function frame(value: unknown): TraceFrame {
  const [file, line, name] = value as unknown[];
  return { file: words(file, 200), line: count(line), name: words(name, 120) };
}

function route(value: unknown): TraceRoute {
  const [name, gained, requests] = value as unknown[];
  return { route: words(name, 120), gained: number(gained), requests: count(requests) };
}

function count(value: unknown): number {
  const checked = number(value);
  if (checked < 0) throw new RangeError('less than nothing');
  return checked;
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('no number');
  return value;
}

function words(value: unknown, most: number): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return printable(value, most);
}
