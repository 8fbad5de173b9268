import type { Config } from '../config/config.ts';
import { nagiosReport, UNKNOWN_EXIT, unknownLine } from '../report/nagios.ts';
import { look } from './look.ts';
import { sayLine } from './say-line.ts';

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
  const trend = config.growth !== null || config.etaMinutes !== null;
  const snapshot = await look({ ...config, all: false }, { trend, shown: [] });
  const { line, exitCode } = nagiosReport(snapshot, config);
  sayLine(line);
  return exitCode;
}
