/** Real processes titled as Gunicorn's, with real open files. */
import { type Helper, program, startHelper } from './helper.ts';

export interface ServiceOptions {
  workers: number;
  /** Of each worker: the machine's limit may be 20,000 for a process. */
  fds: number;
  /** So many workers open 5 more a second. */
  leaking?: number;
  /** Seconds after which the oldest worker is replaced, again and again; they then hold up to `fds`. */
  churn?: number;
}

export interface Service extends Omit<Helper, 'lines'> {
  workers: number[];
}

export async function startService({ workers, fds, leaking = 0, churn = 0 }: ServiceOptions): Promise<Service> {
  const { lines, ...helper } = await startHelper({
    command: ['/usr/bin/python3', program('service.py'), ...[workers, fds, leaking, churn].map(String)],
    argv0: 'gunicorn: master [bench]',
    lines: workers,
  });
  return { ...helper, workers: lines.map(Number) };
}
