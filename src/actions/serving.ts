import { processKey } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import type { ManagedService } from '../service/service.ts';
import { words } from '../words/words.ts';
import { Newborns } from './newborn.ts';
import { type Progress, sleep, waitFor } from './outcome.ts';
import { mastersOf } from './service-masters.ts';
import { isAlive } from './signal.ts';

/** Large apps take so long to load; Gunicorn itself gives up after its timeout, 30 s by default. */
const SERVING_SECONDS = 60;
/** When one worker serves, so long for the others: they are started at the same time. */
const OTHERS_SECONDS = 10;
/** More masters that came and went are a loop, which a manager may go on with for ever; systemd gives up after 10 s. */
const MOST_MASTERS = 3;
const LOOP_SECONDS = 12;
/** The manager's state is asked so often: each time a program runs. */
const STATE_MS = 1000;
/** A main process that lives so long has found its configuration, at least. */
const STABLE_SECONDS = 2;

export interface Serving {
  master: number;
  up: number;
  workers: number;
}

/** Why nothing serves: a sentence that ends with it. */
export type Silent = { why: string };

/**
 * Waits until a master of the service that is not the old one has workers that serve: a manager's "active" says nothing
 * about the app. Gives up when the service is down, goes round in a loop of restarts, or takes too long.
 */
export async function waitForServing(
  service: ManagedService,
  old: { pid: number; startTime: number },
  wanted: number,
  progress: Progress,
): Promise<Serving | Silent> {
  const watched = new Map<string, Newborns>();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let best: Serving | null = null;
  let firstAt: number | null = null;
  let askedAt = performance.now();
  while (seconds() < SERVING_SECONDS) {
    const serving = await look(service, processKey(old), watched);
    if (serving) {
      progress(words().restarts.serving(service.unit, serving.master, serving.up, serving.workers));
      firstAt ??= performance.now();
      best = serving;
      const isWhole = serving.up === serving.workers && serving.workers >= wanted;
      if (isWhole || performance.now() - firstAt > OTHERS_SECONDS * 1000) return serving;
    } else {
      best = null;
      if (watched.size > MOST_MASTERS && seconds() > LOOP_SECONDS) return { why: loop(service, watched.size) };
      if (performance.now() - askedAt > STATE_MS) {
        if ((await service.state()).down) return { why: words().restarts.noneServes };
        askedAt = performance.now();
      }
    }
    await sleep(200);
  }
  return best ?? { why: words().restarts.noneServesAfter(SERVING_SECONDS) };
}

function loop({ by }: ManagedService, masters: number): string {
  const manager = {
    systemd: 'systemd',
    'systemd-user': 'systemd',
    supervisor: 'supervisord',
    docker: 'docker',
    podman: 'podman',
  };
  return words().restarts.cameAndWent(masters, manager[by]);
}

async function look(service: ManagedService, oldKey: string, watched: Map<string, Newborns>): Promise<Serving | null> {
  for (const master of await mastersOf(service)) {
    const key = processKey(master);
    if (key === oldKey) continue;
    const newborns = watched.get(key) ?? new Newborns(master.pid, new Set());
    watched.set(key, newborns);
    const workers = newborns.look();
    const up = workers.filter(worker => worker.up !== null).length;
    if (up > 0) return { master: master.pid, up, workers: workers.length };
  }
  return null;
}

/** Of a server that is no Gunicorn: its new main process, when it stays up for a while. */
export async function waitForMain(service: ManagedService, oldMaster: number): Promise<number | null> {
  const pid = await service.mainPid();
  const main = pid !== null && pid !== oldMaster ? readStat('/proc', pid) : null;
  if (!main) return null;
  const died = await waitFor(() => (isAlive(main) ? null : true), STABLE_SECONDS);
  return died ? null : main.pid;
}
