/** What Prometheus answers about a host, as text and taken apart. */
import { parseAnswer, type Series } from '../../src/fleet/parse-answer.ts';

export const NOW = 1_790_000_000;

type Labels = Record<string, string>;

export function series(name: string, labels: Labels, value: number | string, at = NOW) {
  return { metric: { __name__: name, job: 'fdtop', ...labels }, value: [at, String(value)] };
}

export interface HostSpec {
  instance: string;
  host?: string;
  up?: boolean;
  /** False: it answers, and tells nothing of fdtop. */
  tells?: boolean;
  /** Seconds ago. */
  sampledAgo?: number;
  /** Open files of the workers, from pid 101 on; null: not readable. */
  workers?: readonly (number | null)[];
  job?: string;
}

export function hostResult({ instance, host, up = true, tells = true, sampledAgo = 1, ...more }: HostSpec) {
  const { workers = [20], job = 'fdtop' } = more;
  const target = { instance, job };
  if (up && !tells) return [series('up', target, 1)];
  if (!up) return [series('up', target, 0)];
  const app = { ...target, app: 'shop:app', unit: 'gunicorn.service', master: '100' };
  return [
    series('up', target, 1),
    ...(host === undefined ? [] : [series('fdtop_host_info', { ...target, host, kernel: '6.1.0' }, 1)]),
    series('fdtop_last_sample_timestamp_seconds', target, NOW - sampledAgo),
    series('fdtop_system_open_files', target, 5000),
    series('fdtop_instance_info', { ...app, manager: 'systemd', gunicorn: 'true' }, 1),
    series('fdtop_instance_upgrading', app, 0),
    ...workers.flatMap((fds, index) => {
      const labels = { ...app, role: 'worker', pid: String(101 + index) };
      return [
        series('fdtop_process_info', { ...labels, user: 'www-data', ppid: '100' }, 1),
        series('fdtop_process_max_fds', labels, 20_000),
        series('fdtop_process_start_time_seconds', labels, NOW - 3600),
        ...(fds === null ? [] : [series('fdtop_process_open_fds', labels, fds)]),
        ...(fds === null ? [] : [series('fdtop_process_fds_growth_per_second', labels, 0)]),
      ];
    }),
  ];
}

export function answerText(result: readonly object[], resultType = 'vector'): string {
  return JSON.stringify({ status: 'success', data: { resultType, result } });
}

export function parsed(result: readonly object[]): Series[] {
  return parseAnswer(200, answerText(result)).series;
}
