import { setTimeout as sleep } from 'node:timers/promises';
import { startExporter } from '../../../test/support/exporter.ts';
import { gunicornTree, workerPid } from '../../../test/support/gunicorn-tree.ts';
import { startPrometheus } from '../../../test/support/prometheus.ts';
import { leave, openFdtop, save } from './picture.ts';

const HOSTS = ['web-1', 'web-2', 'web-3', 'web-4'];
const LEAKS_ON = 'web-3';
const LEAKER = workerPid(2);
const IDLE_FDS = 40;
const SECONDS = 45;
const FDS_A_SECOND = 230;

/** Four hosts (proc trees, each with an exporter of its own) that Debian's Prometheus scrapes; a worker of one leaks. */
export async function fleetScene(): Promise<void> {
  const unit = 'gunicorn.service';
  const trees = HOSTS.map((host, index) =>
    gunicornTree({ host, workers: 4, unit, fds: { 1: 60 + 97 * index, 2: IDLE_FDS } }),
  );
  const start = ({ root }: { root: string }) => startExporter('--proc-root', root, '--interval', '0.5');
  const exporters = await Promise.all(trees.map(start));
  const prometheus = await startPrometheus({ targets: exporters.map(({ address }) => address) });
  const terminal = openFdtop(120, 34, 'fleet', '--prometheus', prometheus.url);
  const leaking = trees[HOSTS.indexOf(LEAKS_ON)]!;
  let held = IDLE_FDS;
  for (let second = 0; second < SECONDS; second += 1) {
    for (let fd = 0; fd < FDS_A_SECOND; fd += 1) leaking.link(`${LEAKER}/fd/${held++}`, '/dev/null');
    await sleep(1000);
  }
  terminal.key('home');
  await terminal.waitFor(/^› *!!!? /m);
  save('fleet', terminal);
  await leave(terminal);
  await Promise.all([prometheus.stop(), ...exporters.map(exporter => exporter.stop('SIGKILL'))]);
}
