import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { nagiosReport, UNKNOWN_EXIT, unknownLine } from '../report/nagios.ts';
import { Sampler } from '../sampler/sampler.ts';
import { sayLine } from './say-line.ts';

/** A trend wants 8 points at least: 9 of them, over 2 s. What grows slower than about 6 files per second does not show in that. */
const SAMPLES = 9;
const BETWEEN_MS = 250;

/**
 * One line on stdout for Nagios or Icinga. Returns its exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. --growth and --eta
 * need a trend and take 2 s; without them one look is enough.
 */
export async function check(config: Config): Promise<number> {
  // 1, Node's own exit code for a crash, means WARNING here.
  process.on('uncaughtException', error => {
    sayLine(unknownLine(error.message));
    process.exit(UNKNOWN_EXIT);
  });
  const wantsTrend = config.growth !== null || config.etaMinutes !== null;
  const { line, exitCode } = nagiosReport(await look(config, wantsTrend ? SAMPLES : 1), config);
  sayLine(line);
  return exitCode;
}

async function look(config: Config, samples: number): Promise<Snapshot> {
  const sampler = new Sampler({ ...config, all: false });
  try {
    for (let left = samples; ; left -= 1) {
      const snapshot = await sampler.sample({ shown: [], exact: true });
      if (left <= 1) return snapshot;
      await sleep(BETWEEN_MS);
    }
  } finally {
    sampler.close();
  }
}
