import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { killProcess } from '../actions/kill.ts';
import { restartInstance } from '../actions/restart.ts';
import { planRestart } from '../actions/restart-plan.ts';
import type { Config } from '../config/config.ts';
import { type Demo, startDemo } from '../demo/start.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readFdTypesInThread } from '../sampler/fd-types-thread.ts';
import { Loop } from '../sampler/loop.ts';
import { Sampler } from '../sampler/sampler.ts';
import { initialState } from '../store/state.ts';
import { Store } from '../store/store.ts';
import { GRACE_SECONDS } from '../ui/dialogs.ts';
import type { Effects } from '../ui/effects.ts';
import { runScreen } from '../ui/session.tsx';

const WAYS_TO_READ = { estimate: { sample: 1000, quick: true }, exact: {}, 'user-sockets': { userSockets: true } };

/** The live screen: sampler, store, screen and actions, put together. Returns the exit code. */
export async function live(config: Config, options: { demo: boolean }): Promise<number> {
  const { procRoot, warn, leak } = config;
  const demos: Demo[] = [];
  const beginDemo = async () => {
    const demo = await startDemo({
      program: fileURLToPath(new URL('fdtop.js', import.meta.url)),
      gunicorn: config.gunicorn,
    });
    demos.push(demo);
    return demo.describe;
  };
  if (options.demo) await beginDemo();

  const store = new Store(initialState(config));
  const sampler = new Sampler(config);
  let visible: number[] = [];
  let failing = false;
  const showError = ({ message }: Error) => {
    failing = true;
    store.dispatch({ type: 'message', message: { tone: 'bad', text: `cannot look at the processes: ${message}` } });
  };
  const tick = async () => {
    store.dispatch({ type: 'tick', snapshot: await sampler.sample({ shown: visible, exact: false }) });
    if (failing) store.dispatch({ type: 'message', message: null });
    failing = false;
  };
  const loop = new Loop(tick, config.intervalSeconds, showError);
  // Pids of another tree are not ours to signal.
  const isOwnTree = procRoot === '/proc';

  const effects: Effects = {
    kill: (target, snapshot, signal, progress) => {
      const { master, workers } = membersOf(snapshot, target.instance);
      const request = { target, masterPid: master?.pid ?? null, workers, signal, graceSeconds: GRACE_SECONDS };
      return killProcess(request, progress);
    },
    planRestart,
    restart: (plan, { id, gunicorn }, snapshot, progress) => {
      const { master, workers } = membersOf(snapshot, id);
      if (!master) throw new Error('its master is gone meanwhile; nothing was restarted');
      return restartInstance({ plan, isGunicorn: gunicorn, master, workers }, progress);
    },
    readTypes: ({ pid, startTime, fds }, what, onProgress, signal) => {
      const request = { procRoot, pid, startTime, count: fds, ...WAYS_TO_READ[what] };
      return readFdTypesInThread(request, { onProgress, signal });
    },
    startDemo: isOwnTree ? beginDemo : null,
    setInterval: seconds => loop.setInterval(seconds),
    setAll: all => {
      sampler.showAll(all);
      loop.soon();
    },
    setVisible: pids => {
      visible = pids;
    },
  };
  try {
    const screen = runScreen({ store, effects, warn, leak, readOnly: config.readOnly || !isOwnTree });
    // By now V8's nursery is as large as one picture needs. Left to itself it grows on, and fdtop holds 50 MB more; kept at
    // its first size, each picture would take half as much time again to collect.
    void loop.start().then(() => setFlagsFromString('--semi-space-growth-factor=1'));
    return await screen;
  } finally {
    loop.stop();
    sampler.close();
    await Promise.all(demos.map(demo => demo.stop()));
  }
}

function membersOf({ processes, instances }: Snapshot, id: string | null) {
  const members = processes.filter(({ instance }) => instance !== null && instance === id);
  const masterPid = instances.find(instance => instance.id === id)?.masterPid;
  return {
    master: members.find(({ pid }) => pid === masterPid) ?? null,
    workers: members.filter(({ role }) => role === 'worker'),
  };
}
