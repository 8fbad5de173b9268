/** More of everything than there is of anything. */
import type { Fake } from '../mallory.ts';
import type { Trick } from '../trick.ts';

const trick = (name: string, options: Fake): Trick => ({ name, start: mallory => mallory.fake('amounts', options) });
const GIB = 2 ** 30;

export const AMOUNTS: readonly Trick[] = [
  trick('1 GiB of arguments', { argvBytes: GIB, argvText: 'gunicorn: master [huge]\0' }),
  trick('1 GiB of environment', { environBytes: GIB, argvText: 'HUGE=1\0' }),
  {
    name: '2 MB of arguments of one pattern',
    async start(mallory) {
      const args = ['app:app', ...Array.from({ length: 15 }, () => 'fdtop '.repeat(20_000))];
      // --match looks at what nothing else has claimed.
      const other = await mallory.fake('amounts', { args, bigStack: true, script: 'serve.py', heartbeat: false });
      const fake = await mallory.fake('amounts', { args, bigStack: true });
      return { ...fake, stop: () => fake.stop().then(other.stop) };
    },
  },
  trick('a worker that forks without end', { worker: 'forks' }),
  trick('a worker that becomes another program all the time', { worker: 'execs' }),
  trick('500 children', { children: 500 }),
  trick('30,000 mappings', { maps: 30_000 }),
];
