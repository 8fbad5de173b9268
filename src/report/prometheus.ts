import { Counter, Gauge, type OpenMetricsContentType, type PrometheusContentType, Registry } from 'prom-client';
import { printableIn } from '../model/printable.ts';
import { type MetricsView, SERIES } from './prometheus-series.ts';

export type MetricsContentType = PrometheusContentType | OpenMetricsContentType;

/**
 * One sample as a scrape answers it. The registry is new each time: a process that ended leaves nothing behind, and what
 * OpenMetrics makes prom-client do to the names of counters stays out of the next text.
 */
export async function prometheusText(view: MetricsView, contentType: MetricsContentType): Promise<string> {
  const registry = new Registry<MetricsContentType>();
  registry.setContentType(contentType);
  for (const { name, type, help, samples } of SERIES) {
    const known = samples(view);
    // Without labels prom-client would say 0 of what is not known.
    if (known.length === 0) continue;
    const options = { name, help, labelNames: Object.keys(known[0]!.labels), registers: [registry as Registry] };
    const metric = type === 'counter' ? new Counter(options) : new Gauge(options);
    for (const { labels, value } of known) {
      // prom-client escapes what the format wants; control and bidi characters of a name it would let through.
      const shown = printableIn(labels);
      if (metric instanceof Counter) metric.inc(shown, value);
      else metric.set(shown, value);
    }
  }
  return await registry.metrics();
}

/**
 * What a scraper that sends this Accept header is answered with: OpenMetrics where it asks for it at least as much as for
 * plain text, as Prometheus does; a browser and curl get plain text.
 */
export function negotiate(accept: string | undefined): MetricsContentType {
  const quality = (type: string) => {
    const range = (accept ?? '').split(',').find(each => each.trim().toLowerCase().startsWith(type));
    return range === undefined ? 0 : Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1);
  };
  const open = quality('application/openmetrics-text');
  return open > 0 && open >= quality('text/plain') ? Registry.OPENMETRICS_CONTENT_TYPE : PLAIN_TEXT;
}

export const PLAIN_TEXT: PrometheusContentType = Registry.PROMETHEUS_CONTENT_TYPE;
