import type { Config } from '../config/config.ts';
import { addressText, isLoopback, type ListenAddress } from '../config/listen-address.ts';
import { UsageError } from '../config/usage-error.ts';
import { Exporter } from '../metrics/exporter.ts';
import { serveMetrics } from '../metrics/server.ts';
import { Textfile } from '../metrics/textfile.ts';
import { PLAIN_TEXT } from '../report/prometheus.ts';
import { readFdTypesInThread } from '../sampler/fd-types-thread.ts';
import { Loop } from '../sampler/loop.ts';
import { Sampler } from '../sampler/sampler.ts';
import '../sampler/stays.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';

declare const FDTOP_VERSION: string;

const DEFAULT_ADDRESS: ListenAddress = { host: '127.0.0.1', port: 9948 };
/** The links of a worst worker that are read for its fd types. */
const SAMPLE = 2_000;
/** A sampler that missed so many beats, and this time at least, is stuck. */
const STALE_BEATS = 5;
const STALE_SECONDS = 15;

/** Exports to Prometheus, as a server or as a file for node_exporter, until it is told to stop. Returns the exit code. */
export async function metrics(config: Config): Promise<number> {
  const { textfile, once, intervalSeconds } = config;
  if (once && textfile === null) throw new UsageError(words().commandUsage.onceNeedsTextfile);
  const file = textfile === null ? null : new Textfile(textfile);
  const told = untilTold();
  const sampler = new Sampler(config);
  const exporter = exporterOf(config, sampler);
  try {
    // Before anything is promised: a proc tree that cannot be read is an error, not an empty answer.
    await exporter.sample();
    if (file && once) {
      await exporter.sampleTypes();
      file.write(await exporter.text(PLAIN_TEXT));
      return 0;
    }
    void exporter.sampleTypes();
    const publish = file ? async () => file.write(await exporter.text(PLAIN_TEXT)) : null;
    // A file that cannot be written at the start never will be; later the disk may only be full for a while.
    await publish?.();
    const server = file ? null : await listen(config, exporter);
    const tick = async () => {
      await exporter.sample();
      void exporter.sampleTypes();
      await publish?.();
    };
    const loop = new Loop(tick, intervalSeconds, sayOnce);
    void loop.start();
    const code = await told;
    loop.stop();
    await server?.close();
    file?.remove();
    return code;
  } finally {
    sampler.close();
  }
}

function exporterOf({ procRoot }: Config, sampler: Sampler): Exporter {
  return new Exporter({
    sample: () => sampler.sample({ shown: [], exact: false }),
    readTypes: ({ pid, startTime, fds }, signal) =>
      readFdTypesInThread({ procRoot, pid, startTime, count: fds, sample: SAMPLE }, { signal }),
    version: typeof FDTOP_VERSION === 'undefined' ? '' : FDTOP_VERSION,
  });
}

async function listen({ listen, allowedHosts, intervalSeconds }: Config, exporter: Exporter) {
  const address = listen ?? DEFAULT_ADDRESS;
  const staleSeconds = Math.max(STALE_SECONDS, intervalSeconds * STALE_BEATS);
  const server = await serveMetrics(exporter, address, { staleSeconds, allowedHosts });
  const where = addressText(server.address);
  if (!isLoopback(address)) {
    say(`warning: ${where} can be reached from other machines, with neither TLS nor password: put a proxy before it`);
  }
  say(`metrics on http://${where}/metrics`);
  return server;
}

/** The same error at every beat is said once; when it changes, again. */
let lastError = '';
function sayOnce({ message }: Error): void {
  if (message !== lastError) say(message);
  lastError = message;
}

function say(text: string): void {
  process.stderr.write(shown(`fdtop: ${text}\n`));
}

/** Settles with the exit code: TERM is how a service is stopped, and no failure; Ctrl-C is 130, as the shell has it. */
function untilTold(): Promise<number> {
  return new Promise(resolve => {
    process.once('SIGTERM', () => resolve(0));
    process.once('SIGINT', () => resolve(130));
    process.once('SIGHUP', () => resolve(129));
  });
}
