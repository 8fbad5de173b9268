import type { Snapshot } from '../model/snapshot.ts';
import { type MetricsContentType, prometheusText } from '../report/prometheus.ts';
import type { MetricsView } from '../report/prometheus-series.ts';
import { bounded, type LeftOut } from './bounded.ts';
import { WorkerReplacements } from './replacements.ts';
import { type ReadTypes, WorstTypes } from './worst-types.ts';

export interface ExporterOptions {
  sample(): Promise<Snapshot>;
  readTypes: ReadTypes;
  version: string;
}

const TICKS_PER_SECOND = 100;

/** The last sample and what adds up from one to the next. A scrape is answered from it: ten scrapers cost as much as one. */
export class Exporter {
  readonly #options: ExporterOptions;
  readonly #replacements = new WorkerReplacements();
  readonly #types: WorstTypes;
  /** As bytes: those who read slowly share them. */
  readonly #texts = new Map<MetricsContentType, Promise<Buffer>>();
  #snapshot: Snapshot | null = null;
  #leftOut: LeftOut = { instances: 0, processes: 0 };
  #sampledAt = Number.NEGATIVE_INFINITY;
  #samples = 0;
  #errors = 0;
  #bootTime: number | null = null;

  constructor(options: ExporterOptions) {
    this.#options = options;
    this.#types = new WorstTypes(options.readTypes);
  }

  /** Takes the next sample. When that fails the last one stays, older and older, and the failure is counted. */
  async sample(): Promise<void> {
    try {
      const { snapshot, leftOut } = bounded(await this.#options.sample());
      this.#snapshot = snapshot;
      this.#leftOut = leftOut;
    } catch (error) {
      this.#errors += 1;
      this.#texts.clear();
      throw error;
    }
    this.#sampledAt = performance.now();
    this.#samples += 1;
    this.#bootTime ??= bootTimeOf(this.#snapshot);
    this.#replacements.see(this.#snapshot);
    this.#texts.clear();
  }

  /** Asks for the sorts of open files where that is due. Settles when they are there. */
  async sampleTypes(): Promise<void> {
    if (this.#snapshot) await this.#types.see(this.#snapshot);
  }

  /** Seconds since the last sample that succeeded. */
  get age(): number {
    return (performance.now() - this.#sampledAt) / 1000;
  }

  /** Made once for each sample. */
  text(contentType: MetricsContentType): Promise<Buffer> {
    const text = this.#texts.get(contentType) ?? prometheusText(this.#view(), contentType).then(Buffer.from);
    this.#texts.set(contentType, text);
    return text;
  }

  #view(): MetricsView {
    if (!this.#snapshot) throw new Error('nothing has been sampled yet');
    const { user, system } = process.cpuUsage();
    return {
      snapshot: this.#snapshot,
      leftOut: this.#leftOut,
      version: this.#options.version,
      bootTime: this.#bootTime,
      replacements: this.#samples > 1 ? this.#replacements.counts() : null,
      types: this.#types.known,
      cpuSeconds: (user + system) / 1e6,
      sampleErrors: this.#errors,
    };
  }
}

/**
 * From the age of any process, to the second. It is taken once: a start time that wavers from sample to sample would make
 * another process of each.
 */
function bootTimeOf({ time, processes }: Snapshot): number | null {
  const known = processes.find(({ ageSeconds }) => ageSeconds !== null);
  return known ? Date.parse(time) / 1000 - known.ageSeconds! - known.startTime / TICKS_PER_SECOND : null;
}
