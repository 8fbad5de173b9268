/** `fdtop metrics` on a free port, scraped as Prometheus does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { registerChild } from '../../test/support/cleanup.ts';
import { waitUntil } from '../../test/support/wait.ts';
import type { Bench } from './case.ts';

export interface BenchExporter {
  scrape(): Promise<string>;
  /** Of one core, over so many seconds with a scrape each. */
  cpuPercent(seconds: number): Promise<number>;
  stop(): Promise<void>;
}

const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const TICKS_PER_SECOND = 100;

export async function startExporter({ fdtop }: Bench): Promise<BenchExporter> {
  const child = spawn(process.execPath, [fdtop, 'metrics', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = registerChild(child);
  let said = '';
  child.stderr.on('data', text => {
    said += text;
  });
  const url = await waitUntil('the address of fdtop metrics', () => /metrics on (\S+)/.exec(said)?.[1]);
  const scrape = async () => {
    // A connection of its own: a kept one is closed while a case blocks this process for longer than the server waits.
    const request = get(url, { agent: false, headers: { Accept: ACCEPT } });
    const [response]: [IncomingMessage] = (await once(request, 'response')) as [IncomingMessage];
    return (await response.setEncoding('utf8').toArray()).join('');
  };
  return {
    scrape,
    stop,
    async cpuPercent(seconds) {
      const before = cpuTicks(child);
      for (let second = 0; second < seconds; second++) {
        await scrape();
        await sleep(1000);
      }
      return ((cpuTicks(child) - before) / TICKS_PER_SECOND / seconds) * 100;
    },
  };
}

/** utime + stime, fields 14 and 15 of /proc/PID/stat. */
function cpuTicks({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
