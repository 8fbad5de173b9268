import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { type Demo, startDemo } from '../demo/start.ts';
import { readFdTypesInThread } from '../sampler/fd-types-thread.ts';
import { Sampler } from '../sampler/sampler.ts';
import '../sampler/stays.ts';
import { shown } from '../terminal/abilities.ts';
import { words } from '../words/words.ts';
import { type Source, showScreen } from './screen.ts';
import { screenActions } from './screen-actions.ts';
import { screenDetails } from './screen-details.ts';
import { screenReports } from './screen-reports.ts';

const WAYS_TO_READ = { estimate: { sample: 1000, quick: true }, exact: {}, 'user-sockets': { userSockets: true } };

/** Loaded beside the first picture, not for it; and not when it is needed, as there may be no fd left then. */
const glance = import('../proc/glance-at-fds.ts');
glance.catch(() => {});

/** The live screen of this machine, with its actions and the demo. Returns the exit code. */
export async function live(config: Config, options: { demo: boolean }): Promise<number> {
  const { procRoot, readOnly } = config;
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

  const sampler = new Sampler(config);
  // Pids of another tree are not ours to signal.
  const isOwnTree = procRoot === '/proc';
  const actions = screenActions(config);
  try {
    return await showScreen({
      config,
      readOnly: readOnly || !isOwnTree,
      source: sourceOf(sampler),
      effects: (store, soon) => ({
        ...actions.effects,
        readTypes: async ({ pid, startTime, fds }, what, onProgress, signal) => {
          const process = { procRoot, pid, startTime, count: fds };
          if (what === 'estimate') {
            const seen = (await glance).glanceAtFds({ ...process, ...WAYS_TO_READ.estimate });
            if (seen) return seen;
          }
          return await readFdTypesInThread({ ...process, ...WAYS_TO_READ[what] }, { onProgress, signal });
        },
        ...screenDetails(config),
        report: screenReports(config, () => store.getState().latest),
        startDemo: isOwnTree ? beginDemo : null,
        setAll: all => {
          sampler.showAll(all);
          soon();
        },
        replay: null,
      }),
    });
  } finally {
    for (const text of await actions.leave()) process.stdout.write(shown(`✗ ${text}\n`));
    await Promise.all(demos.map(demo => demo.stop()));
  }
}

function sourceOf(sampler: Sampler): Source {
  return {
    next: async visible => {
      try {
        return await sampler.sample({ shown: [...visible], exact: false });
      } catch (error) {
        throw new Error(words().looks.cannotLook((error as Error).message));
      }
    },
    close: () => sampler.close(),
  };
}
